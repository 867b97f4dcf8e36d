package dev.fovea.train.diffusion;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.generative.DdpmUNet;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.train.classification.InputForm;
import dev.fovea.train.run.Metadata;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it takes to use a diffusion model's weights: it stands in the metadata of every file of weights that a run
 * writes.
 *
 * @param model name in the registry
 * @param config constructor arguments that differ from the model's defaults
 * @param classes names by class number; empty where it was told none
 * @param input the form of its pictures, with values in [-1, 1]
 * @param process how pictures become noise
 * @param sampling how pictures are made, where nothing else is asked for
 */
public record DiffusionInfo(String model, Map<String, Object> config, List<String> classes, InputForm input,
    ProcessSpec process, SamplingSpec sampling) {
  private static final String KEY = "fovea.diffusion";

  /** Copies what could change. */
  public DiffusionInfo {
    config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    classes = List.copyOf(classes);
  }

  /** The network with fresh weights. */
  public DdpmUNet create() {
    return Models.create(model, ModelConfig.of(config), DdpmUNet.class);
  }

  /** The side of the pictures in pixels. */
  public int side() {
    return input.preprocessing().crop();
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
  public static Optional<DiffusionInfo> fromMetadata(Map<String, String> metadata, String source) {
    return Metadata.read(metadata, KEY, DiffusionInfo.class, source);
  }
}
