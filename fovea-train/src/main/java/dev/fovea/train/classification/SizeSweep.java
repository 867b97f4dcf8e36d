package dev.fovea.train.classification;

import dev.fovea.data.ImageClassification;
import dev.fovea.models.InputSide;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.Preprocessing;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a classifier does on pictures of other sizes than it was trained with: the question of Chu et al., Conditional
 * Positional Encodings for Vision Transformers, 2021, table 2.
 *
 * <p>A network whose positions belong to one size is made for each size anew, with its position embeddings resized.
 *
 * @param model registry name
 * @param trainedSide side of the pictures in training
 * @param points one for each side asked for, in that order
 */
public record SizeSweep(String model, int trainedSide, List<Point> points) {
  /**
   * One size.
   *
   * @param side of the pictures in pixels
   * @param accuracy part of the pictures named rightly
   */
  public record Point(int side, double accuracy) {}

  /**
   * Measures the best weights of a run.
   *
   * @param data pictures with the classes that it was trained on
   * @param sides in pixels
   * @throws CheckpointException if the weights do not say which network they are of
   * @throws IllegalArgumentException if the network does not take one of the sides
   */
  public static SizeSweep of(Path runOrWeights, ImageClassification data, List<Integer> sides, Device device) {
    Path file = Files.isDirectory(runOrWeights) ? RunFolder.open(runOrWeights).weights() : runOrWeights;
    try (Scope scope = Scope.open()) {
      StateDict weights = Checkpoints.load(file);
      ClassifierInfo info = ClassifierInfo.fromMetadata(weights.metadata(), file.toString())
          .orElseThrow(() -> new CheckpointException(file + " does not say which network it is of; give a run"));
      List<Point> points = new ArrayList<>();
      for (int side : sides) {
        points.add(new Point(side, accuracy(atSide(info, side), weights, data, device)));
      }
      return new SizeSweep(info.model(), side(info.input().preprocessing()), List.copyOf(points));
    }
  }

  private static double accuracy(ClassifierInfo info, StateDict weights, ImageClassification data, Device device) {
    Layer network = Scope.release(info.create());
    try (Predictor predictor = new Predictor(network, info, device)) {
      Models.load(network, weights);
      return predictor.evaluate(data, done -> {}).accuracy();
    }
  }

  /** The same classifier for pictures of another side, resized and cropped in the same proportion. */
  static ClassifierInfo atSide(ClassifierInfo info, int side) {
    Preprocessing usual = info.input().preprocessing();
    int resize = Math.round((float) usual.resize() * side / side(usual));
    InputForm input = new InputForm(info.input().channels(), new Preprocessing(resize, usual.crop() == 0 ? 0 : side,
        usual.interpolation(), usual.mean(), usual.std()));
    Map<String, Object> config = new LinkedHashMap<>();
    InputSide.of(Models.entry(info.model()), ModelConfig.of(info.config()), side).values()
        .forEach((key, value) -> config.put(key, Objects.requireNonNull(value)));
    return new ClassifierInfo(info.model(), config, info.classes(), input);
  }

  private static int side(Preprocessing preprocessing) {
    return Math.max(1, preprocessing.crop() > 0 ? preprocessing.crop() : preprocessing.resize());
  }
}
