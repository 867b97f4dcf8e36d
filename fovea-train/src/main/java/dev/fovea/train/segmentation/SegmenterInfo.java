package dev.fovea.train.segmentation;

import dev.fovea.data.Normalization;
import dev.fovea.image.ClassColors;
import dev.fovea.image.Image;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.train.run.Metadata;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it takes to use a segmenter's weights: it stands in the metadata of every file of weights that a run writes.
 *
 * @param model name in the registry
 * @param config constructor arguments that differ from the model's defaults
 * @param classes names by class number
 * @param colors 0xRRGGBB by class number
 * @param size shorter side to which pictures are brought before; 0 for their own size
 * @param mean one number a channel, of values in [0, 1]
 * @param std one positive number a channel, of values in [0, 1]
 */
public record SegmenterInfo(String model, Map<String, Object> config, List<String> classes, List<Integer> colors,
    int size, List<Double> mean, List<Double> std) {
  private static final String KEY = "fovea.segmenter";

  /** Checks that the parts fit. */
  public SegmenterInfo {
    config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    classes = List.copyOf(classes);
    colors = List.copyOf(colors);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (classes.isEmpty() || colors.size() != classes.size() || size < 0 || mean.size() != std.size()
        || mean.size() != 1 && mean.size() != 3 || std.stream().anyMatch(each -> !(each > 0))) {
      throw new IllegalArgumentException("Expected classes with a colour each, a size of 0 or more and 1 or 3 means "
          + "with positive deviations, got " + classes + ", " + colors + ", " + size + ", " + mean + " and " + std);
    }
  }

  /** With colours of {@link ClassColors#distinct} and values of pictures in [0, 1]. */
  public static SegmenterInfo of(String model, Map<String, Object> config, List<String> classes, int channels) {
    return new SegmenterInfo(model, config, classes, ClassColors.distinct(classes.size()).colors(), 0,
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /** The network with fresh weights. */
  public Layer create() {
    return Models.create(model, ModelConfig.of(config), Layer.class);
  }

  /** Colours to draw with. */
  public ClassColors palette() {
    return new ClassColors(colors);
  }

  /** Channels of the pictures that the network takes. */
  public int channels() {
    return mean.size();
  }

  /** The picture with the channels that the network takes. */
  public Image colored(Image image) {
    return channels() == 1 ? image.toGrey() : image.toRgb();
  }

  /** How values are scaled. */
  public Normalization normalization() {
    return new Normalization(floats(mean), floats(std));
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }

  /** As metadata of a file. */
  public Map<String, String> toMetadata() {
    return Metadata.of(KEY, this);
  }

  /**
   * From a file's metadata, if it has such.
   *
   * @throws CheckpointException if it is there but cannot be read
   */
  public static Optional<SegmenterInfo> fromMetadata(Map<String, String> metadata, String source) {
    return Metadata.read(metadata, KEY, SegmenterInfo.class, source);
  }
}
