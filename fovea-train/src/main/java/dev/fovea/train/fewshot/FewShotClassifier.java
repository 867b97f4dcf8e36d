package dev.fovea.train.fewshot;

import dev.fovea.data.DataException;
import dev.fovea.data.ImageFolder;
import dev.fovea.data.ImageTensors;
import dev.fovea.data.Normalization;
import dev.fovea.image.Image;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.nn.loss.PrototypicalLoss;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.classification.Prediction;
import dev.fovea.train.run.Metadata;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A classifier that learns a class from a handful of pictures, without training.
 *
 * <pre>{@code
 * try (FewShotClassifier classifier = FewShotClassifier.open(Path.of("runs/protonet-omniglot-small1-20260131-142501"))) {
 *   classifier.addClass("sun", List.of(Image.read(Path.of("sun1.png")), Image.read(Path.of("sun2.png"))));
 *   classifier.addClass("moon", List.of(Image.read(Path.of("moon1.png"))));
 *   System.out.println(classifier.classify(Image.read(Path.of("new.png"))).best().name());
 * }
 * }</pre>
 *
 * <p>A class is the mean of its pictures' embeddings; a picture belongs to the nearest, with the probability
 * softmax(-d) over squared distances d (Snell et al., 2017). Drawings may be photographs: one drawing each, dark on
 * plain bright ground or the reverse. Classes are added by one thread; any number may then classify.
 */
public final class FewShotClassifier implements AutoCloseable {
  private static final int BATCH = 64;

  private final Layer model;
  private final FewShotInfo info;
  private final Device device;
  private final Embedder embedder;
  private final Map<String, Members> classes = new LinkedHashMap<>();

  /** The sum of a class's embeddings, and how many they are. */
  private record Members(float[] sum, int count) {}

  /** A classifier without classes that owns the network, which it moves to the device and sets to evaluation. */
  public FewShotClassifier(Layer model, FewShotInfo info, Device device) {
    this.model = model;
    this.info = info;
    this.device = device;
    model.to(device);
    model.eval();
    this.embedder = new Embedder(model, info.views(), info.distortion(), info.form().side());
  }

  /** The best weights of a run, or a file of weights, without classes; see {@link #open(Path, Device)}. */
  public static FewShotClassifier open(Path runOrWeights) {
    return open(runOrWeights, Device.CPU);
  }

  /**
   * The best weights of a run, or a file of weights that a run wrote, without classes. A prototypical network's file
   * from elsewhere, whose names begin with {@code encoder.}, is taken as one for Omniglot in 28 pixels.
   *
   * @throws CheckpointException if the file is damaged or holds no such network
   */
  public static FewShotClassifier open(Path runOrWeights, Device device) {
    Path file = Files.isDirectory(runOrWeights) ? RunFolder.open(runOrWeights).weights() : runOrWeights;
    try (Scope scope = Scope.open()) {
      StateDict weights = Checkpoints.load(file);
      FewShotInfo info = Metadata.read(weights.metadata(), FewShotInfo.KEY, FewShotInfo.class, file.toString())
          .or(() -> FewShotInfo.ofProtoNet(weights))
          .orElseThrow(() -> new CheckpointException(file + " holds no network for few-shot learning; train one with a "
              + "recipe such as protonet-omniglot-small1"));
      Layer model = Scope.release(info.create());
      try {
        Models.load(model, weights);
        return new FewShotClassifier(model, info, device);
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    }
  }

  /** The network and the form of its input. */
  public FewShotInfo info() {
    return info;
  }

  /** The names of the classes, in the order of adding. */
  public List<String> classes() {
    return List.copyOf(classes.keySet());
  }

  /**
   * Adds a class, or more pictures to a class of this name.
   *
   * @throws IllegalArgumentException if there are no pictures, or nothing is drawn in one
   */
  public FewShotClassifier addClass(String name, List<Image> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("The class '" + name + "' needs at least one picture, got none");
    }
    add(name, pictures.stream().map(info.form()::fit).toList());
    return this;
  }

  private void add(String name, List<Image> pictures) {
    float[] embeddings = embed(pictures);
    int features = embeddings.length / pictures.size();
    Members before = classes.get(name);
    float[] sum = before == null ? new float[features] : before.sum.clone();
    for (int i = 0; i < embeddings.length; i++) {
      sum[i % features] += embeddings[i];
    }
    classes.put(name, new Members(sum, pictures.size() + (before == null ? 0 : before.count)));
  }

  /**
   * Adds a class for each folder in a folder, from the pictures in it.
   *
   * @throws DataException if there are no class folders, or a picture cannot be read; names it
   */
  public FewShotClassifier addClasses(Path folder) {
    ImageFolder pictures = new ImageFolder(folder);
    Map<Integer, List<Image>> members = new LinkedHashMap<>();
    for (int i = 0; i < pictures.size(); i++) {
      Image image = pictures.get(i).image();
      try {
        members.computeIfAbsent(pictures.label(i), key -> new ArrayList<>()).add(info.form().fit(image));
      } catch (IllegalArgumentException e) {
        throw new DataException(pictures.source(i) + ": " + e.getMessage(), e);
      }
    }
    members.forEach((label, images) -> add(pictures.classes().get(label), images));
    return this;
  }

  /**
   * What a picture shows, of the classes added.
   *
   * @throws IllegalStateException if there are fewer than two classes
   */
  public Prediction classify(Image picture) {
    return classify(List.of(picture)).get(0);
  }

  /** What pictures show, in their order; see {@link #classify(Image)}. */
  public List<Prediction> classify(List<Image> pictures) {
    if (classes.size() < 2) {
      throw new IllegalStateException("Telling classes apart needs at least two, got " + classes.keySet()
          + "; add more with addClass");
    }
    List<String> names = classes();
    float[] probabilities = pictures.isEmpty() ? new float[0] : Scope.run(() -> {
      float[] queries = embed(pictures.stream().map(info.form()::fit).toList());
      Tensor prototypes = Tensors.stack(classes.values().stream()
          .map(each -> Tensors.of(each.sum, each.sum.length).div(each.count)).toList(), 0);
      Tensor items = Tensors.of(queries, pictures.size(), queries.length / pictures.size());
      return PrototypicalLoss.scores(items, prototypes).softmax(1).toFloats();
    });
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      predictions.add(new Prediction(names,
          Arrays.copyOfRange(probabilities, i * names.size(), (i + 1) * names.size())));
    }
    return predictions;
  }

  /** Embeddings, one after the other, of pictures in the network's form. */
  private float[] embed(List<Image> pictures) {
    List<float[]> parts = new ArrayList<>();
    for (int from = 0; from < pictures.size(); from += BATCH) {
      List<Image> part = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
      try (Scope scope = Scope.open(); GradMode inference = GradMode.inference()) {
        Tensor images = ImageTensors.stack(part, Normalization.unit(info.form().channels())).to(device);
        parts.add(embedder.embed(images).toFloats());
      }
    }
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int to = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, to, part.length);
      to += part.length;
    }
    return all;
  }

  /** Frees the network. */
  @Override
  public void close() {
    embedder.close();
    model.close();
  }
}
