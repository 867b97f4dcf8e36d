package dev.fovea.train.generative;

import dev.fovea.data.Batch;
import dev.fovea.data.Loader;
import dev.fovea.image.Interpolation;
import dev.fovea.models.Preprocessing;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.nn.optim.Adam;
import dev.fovea.nn.schedule.CosineAnnealing;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Precision;
import dev.fovea.train.Trainer;
import dev.fovea.train.TrainingOptions;
import dev.fovea.train.classification.Classification;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.classification.ClassifierInfo;
import dev.fovea.train.classification.InputForm;
import dev.fovea.train.classification.Inference;
import dev.fovea.train.classification.Predictor;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A classifier as a judge of made pictures: what its last layer sees of them, and which class it takes them for.
 *
 * <p>Any classifier with a linear last layer serves. Without one at hand, {@link #train} teaches a small LeNet.
 */
public final class FeatureClassifier implements AutoCloseable {
  private static final int SMALLEST = 16;
  private static final int USUAL = 32;
  private static final double RATE = 2e-3;

  private final Layer model;
  private final ClassifierInfo info;
  private final Device device;
  private final Linear last;

  /**
   * What a classifier makes of pictures.
   *
   * @param features (n, length), the input of its last layer, float32
   * @param scores (n, classes), float32
   */
  public record Sight(Tensor features, Tensor scores) {}

  /**
   * A judge that owns the network.
   *
   * @throws IllegalArgumentException if it does not end in a linear layer
   */
  public FeatureClassifier(Layer model, ClassifierInfo info, Device device) {
    this.model = model;
    this.info = info;
    this.device = device;
    List<Module> parts = List.copyOf(model.namedModules().values());
    Module end = parts.stream().filter(part -> part instanceof Linear).reduce((before, after) -> after).orElse(null);
    if (!(end instanceof Linear linear)) {
      throw new IllegalArgumentException("The classifier " + info.model() + " has no linear last layer whose input "
          + "could serve as features; choose another, such as lenet or resnet18");
    }
    this.last = linear;
    model.to(device);
    model.to(MemoryFormat.CHANNELS_LAST);   // as trained here or read from a file: one order, the same bits
    model.eval();
    model.freeze();
  }

  /**
   * The classifier of a run, or of a file of weights that a run wrote.
   *
   * @throws dev.fovea.nn.checkpoint.CheckpointException if the file is damaged, or not of a classifier
   */
  public static FeatureClassifier open(Path runOrWeights, Device device) {
    Predictor predictor = Predictor.open(runOrWeights, device, Inference.AS_LOADED);
    try {
      return new FeatureClassifier(predictor.model(), predictor.info(), device);
    } catch (IllegalArgumentException e) {
      predictor.close();
      throw e;
    }
  }

  /**
   * A LeNet taught on a data set; the same for a seed. The global random generator is as before when it returns.
   *
   * @param pictures the form of the pictures that it will judge; those below 16 pixels are enlarged to 32 for it
   * @param passes over the training pictures
   * @throws IllegalArgumentException if the data have fewer than two classes
   */
  public static FeatureClassifier train(ClassifierData data, InputForm pictures, int passes, long seed,
      Device device) {
    int classes = data.train().classes().size();
    if (classes < 2) {
      throw new IllegalArgumentException(data.train().name() + " has " + classes + " class, so no classifier can be "
          + "taught whose features measure pictures; name one of your own with fid.classifier=FILE");
    }
    int side = pictures.preprocessing().crop();
    InputForm input = side >= SMALLEST ? pictures : symmetric(pictures.channels(), USUAL);
    ClassifierInfo info = new ClassifierInfo("lenet", Map.of("num_classes", classes, "in_channels", input.channels(),
        "image_size", input.preprocessing().crop()), data.train().classes(), input);
    try (Generator random = Generator.global(); Scope scope = Scope.open();
        Loader<Batch> train = data.trainLoader(input, seed, device)) {
      Tensor before = random.getState();
      random.manualSeed(seed);
      Layer model = info.create();
      Classification scheme = new Classification(model, new Adam(model.parameters(), RATE),
          new CosineAnnealing((long) passes * train.batches()), new CrossEntropyLoss(), info, data.test());
      try (Trainer<Batch> trainer = new Trainer<>(scheme, train, null, TrainingOptions.DEFAULT.withEpochs(passes)
          .withPrecision(Precision.FP32).withDevice(device.toString()))) {
        trainer.run();
      } finally {
        scheme.optimization().close();   // the network itself stays
        random.setState(before);
      }
      return new FeatureClassifier(model, info, device);
    }
  }

  private static InputForm symmetric(int channels, int side) {
    List<Double> half = Collections.nCopies(channels, 0.5);
    return new InputForm(channels, new Preprocessing(side, side, Interpolation.BILINEAR, half, half));
  }

  /** Writes the weights, with what it takes to use them. */
  public void save(Path file) {
    Safetensors.write(file, model.stateDict(), info.toMetadata());
  }

  /** The names of its classes. */
  public List<String> classes() {
    return info.classes();
  }

  /** What it makes of pictures (n, channels, height, width) in [-1, 1], resized to its size. */
  public Sight look(Tensor pictures) {
    Preprocessing form = info.input().preprocessing();
    if (pictures.dim() != 4 || pictures.size(1) != info.input().channels()) {
      throw new TensorException("The classifier " + info.model() + " takes pictures (n, " + info.input().channels()
          + ", height, width), got " + pictures.describe() + "; choose one that was trained on the same data");
    }
    AtomicReference<Tensor> seen = new AtomicReference<>();
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad(); Autocast exact = Autocast.off(device);
        Module.Closer hook = last.onForward((module, in, out) -> seen.set(Scope.release(((Tensor) in).alias())))) {
      Tensor unit = pictures.to(device).to(DType.FLOAT32).add(1).div(2);
      Tensor sized = unit.size(2) == form.crop() && unit.size(3) == form.crop() ? unit
          : Sampling.interpolate(unit, new long[] {form.crop(), form.crop()}, null, "bilinear", false, false, true);
      Tensor input = sized.contiguous().sub(channels(form.mean())).div(channels(form.std()))
          .contiguous(MemoryFormat.CHANNELS_LAST);
      Tensor scores = model.apply(input);
      return scope.keep(new Sight(scope.adopt(seen.get()), scores));
    }
  }

  private Tensor channels(List<Double> values) {
    return Tensors.of(values.stream().mapToDouble(each -> each).toArray(), 1, values.size(), 1, 1).to(DType.FLOAT32)
        .to(device);
  }

  /** Frees the network. */
  @Override
  public void close() {
    model.close();
  }
}
