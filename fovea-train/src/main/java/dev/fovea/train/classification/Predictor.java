package dev.fovea.train.classification;

import dev.fovea.data.Batch;
import dev.fovea.data.Epoch;
import dev.fovea.data.ImageClassification;
import dev.fovea.data.Loader;
import dev.fovea.image.Image;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A classifier ready for use: pictures of any size in, probabilities of named classes out.
 *
 * <pre>{@code
 * try (Predictor predictor = Predictor.open(Path.of("runs/lenet5-digits-20260131-142501"))) {
 *   System.out.println(predictor.predict(Path.of("seven.png")).best().name());
 * }
 * }</pre>
 *
 * <p>Opened from a file, it answers as fast as the processor can, {@link Inference#AUTO}; say otherwise to have another
 * {@link Inference}. Any number of threads may use one predictor.
 */
public final class Predictor implements AutoCloseable {
  private static final int BATCH = 32;

  private final Layer model;
  private final ClassifierInfo info;
  private final Device device;
  private final FastInference network;

  /** A predictor that owns the network, which it moves to the device and sets to evaluation and leaves as it is. */
  public Predictor(Layer model, ClassifierInfo info, Device device) {
    this(model, info, device, Inference.AS_LOADED);
  }

  /** A predictor that owns the network and prepares it, see {@link FastInference#prepare}. */
  public Predictor(Layer model, ClassifierInfo info, Device device, Inference inference) {
    this.model = model;
    this.info = info;
    this.device = device;
    this.network = FastInference.prepare(model, info.input(), device, inference);
  }

  /**
   * The best weights of a run, or a file of weights that a run wrote.
   *
   * @throws dev.fovea.nn.checkpoint.CheckpointException if the file is damaged or says not which network it is of
   */
  public static Predictor open(Path runOrWeights) {
    return open(runOrWeights, Device.CPU);
  }

  /** The best weights of a run, or a file of weights that a run wrote, on a device. */
  public static Predictor open(Path runOrWeights, Device device) {
    return open(runOrWeights, device, Inference.AUTO);
  }

  /** The best weights of a run, or a file of weights that a run wrote, on a device and in a way of computing. */
  public static Predictor open(Path runOrWeights, Device device, Inference inference) {
    Path file = Files.isDirectory(runOrWeights) ? RunFolder.open(runOrWeights).weights() : runOrWeights;
    try (Scope scope = Scope.open()) {
      StateDict weights = Checkpoints.load(file);
      ClassifierInfo info = ClassifierInfo.fromMetadata(weights.metadata(), file.toString())
          .orElseThrow(() -> new CheckpointException(file
              + " does not say which network it is of; name it, such as --model resnet18 or Predictor.of"));
      return loaded(info, weights, device, inference);
    }
  }

  /**
   * A network of the registry with weights from a file: of a run, or official ones, which then have the classes and
   * preprocessing of the registry's entry.
   *
   * @throws IllegalArgumentException if there is no such network
   * @throws dev.fovea.nn.checkpoint.CheckpointException if the weights do not fit it
   */
  public static Predictor of(String model, Path file, Device device) {
    return of(model, file, device, Inference.AUTO);
  }

  /** {@link #of(String, Path, Device)} in a way of computing. */
  public static Predictor of(String model, Path file, Device device, Inference inference) {
    try (Scope scope = Scope.open()) {
      StateDict weights = Checkpoints.load(file);
      ClassifierInfo registered = ClassifierInfo.of(Models.entry(model));
      ClassifierInfo info = ClassifierInfo.fromMetadata(weights.metadata(), file.toString()).orElse(registered);
      if (!info.model().equals(registered.model())) {
        throw new CheckpointException(file + " holds weights of " + info.model() + ", not of " + registered.model()
            + "; name that network or none: the file says what it needs");
      }
      return loaded(info, weights, device, inference);
    }
  }

  private static Predictor loaded(ClassifierInfo info, StateDict weights, Device device, Inference inference) {
    Layer model = Scope.release(info.create());
    try {
      Models.load(model, weights);
      return new Predictor(model, info, device, inference);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** The network, its classes and the form of its input. */
  public ClassifierInfo info() {
    return info;
  }

  /** How it computes; never {@link Inference#AUTO}. */
  public Inference inference() {
    return network.used();
  }

  /** The network, in evaluation mode and as prepared: unless {@link Inference#AS_LOADED}, its weights are others. */
  public Layer model() {
    return model;
  }

  /** Where it computes. */
  public Device device() {
    return device;
  }

  /** What it says of a picture. */
  public Prediction predict(Image image) {
    return predict(List.of(image)).get(0);
  }

  /**
   * What it says of a picture in a file.
   *
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if it is not a picture
   */
  public Prediction predict(Path file) {
    try {
      return predict(Image.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** What it says of pictures, in their order, computed in batches. */
  public List<Prediction> predict(List<Image> images) {
    List<Prediction> predictions = new ArrayList<>(images.size());
    for (int from = 0; from < images.size(); from += BATCH) {
      List<Image> part = images.subList(from, Math.min(images.size(), from + BATCH));
      try (Scope scope = Scope.open(); GradMode inference = GradMode.inference()) {
        Tensor probabilities = network.logits(info.input().batch(part)).softmax(-1);
        float[] values = probabilities.toFloats();
        int classes = values.length / part.size();
        for (int i = 0; i < part.size(); i++) {
          predictions.add(new Prediction(info.classes(),
              java.util.Arrays.copyOfRange(values, i * classes, (i + 1) * classes)));
        }
      }
    }
    return predictions;
  }

  /**
   * How well it does on a data set whose classes are its own, computed in float32.
   *
   * @param progress hears how many pictures are done
   * @throws IllegalArgumentException if the data set has other classes
   */
  public ClassificationResult evaluate(ImageClassification data, IntConsumer progress) {
    if (data.classes().size() != info.classes().size()) {
      throw new IllegalArgumentException("The classifier knows " + info.classes().size() + " classes, but "
          + data.name() + " has " + data.classes().size() + "; choose the data set that it was trained on");
    }
    Tally tally = new Tally(info.classes().size());
    int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
    int done = 0;
    try (Loader<Batch> loader = ClassifierData.loader(data, info.input(), BATCH * 4, threads, device);
        Epoch<Batch> epoch = loader.epoch(0)) {
      while (epoch.hasNext()) {
        try (Scope scope = Scope.open(); GradMode inference = GradMode.inference()) {
          Batch batch = epoch.next();
          tally.add(model, network.placed(batch.images()), batch.labels().to(device));
          done += batch.size();
          progress.accept(done);
        }
      }
    }
    return tally.result();
  }

  /** Frees the network. */
  @Override
  public void close() {
    model.close();
  }
}
