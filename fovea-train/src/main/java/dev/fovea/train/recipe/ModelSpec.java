package dev.fovea.train.recipe;

import java.util.Map;

/**
 * Which network, and what it starts from.
 *
 * @param name of the registry, such as {@code resnet18}
 * @param config constructor arguments that differ from its defaults; classes and channels follow the data
 * @param weights a checkpoint file to start from, in any form that Fovea reads; empty for fresh weights. What does not
 *     fit, such as the head for other classes, starts fresh
 * @param backboneRate the learning rate of loaded weights as a part of that of fresh ones; 0 freezes them
 */
public record ModelSpec(String name, Map<String, Object> config, String weights, double backboneRate) {
  /** LeNet-5 with fresh weights. */
  public static final ModelSpec DEFAULT = new ModelSpec("lenet5", Map.of(), "", 1);

  /** Checks the rate. */
  public ModelSpec {
    config = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(config));
    if (!(backboneRate >= 0 && backboneRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("backboneRate: expected 0 or more, got " + backboneRate);
    }
  }
}
