package dev.fovea.train.gan;

import dev.fovea.nn.Layer;
import dev.fovea.train.run.Metadata;
import java.util.Map;
import java.util.Optional;

/**
 * What it takes to use a generator's weights: it stands in the metadata of every file of weights that a run writes.
 *
 * @param generator name in the registry, and constructor arguments
 * @param noise numbers that a picture is made from, drawn from a normal distribution
 */
public record GanInfo(NetworkSpec generator, int noise) {
  private static final String KEY = "fovea.gan";

  /** The network with fresh weights. */
  Layer create() {
    return generator.create(Layer.class, "generator");
  }

  /** As metadata of a file. */
  public Map<String, String> toMetadata() {
    return Metadata.of(KEY, this);
  }

  /**
   * From a file's metadata, if it has such.
   *
   * @throws dev.fovea.nn.checkpoint.CheckpointException if it is there but cannot be read
   */
  public static Optional<GanInfo> fromMetadata(Map<String, String> metadata, String source) {
    return Metadata.read(metadata, KEY, GanInfo.class, source);
  }
}
