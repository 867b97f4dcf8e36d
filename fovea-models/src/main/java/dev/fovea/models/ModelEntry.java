package dev.fovea.models;

import dev.fovea.nn.Module;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What the registry knows of a network.
 *
 * @param <C> its configuration, a record whose components are the reference's constructor arguments in camel case
 * @param name its name
 * @param aliases other names that it answers to
 * @param chapter the package of its family
 * @param paper what describes it
 * @param defaults its configuration where nothing else is said
 * @param factory makes it, with fresh weights, from a configuration
 * @param input what it takes under a configuration
 * @param parameters the number of its trainable values by default
 * @param weights published checkpoints, the default one first
 */
public record ModelEntry<C extends Record>(String name, List<String> aliases, String chapter, Paper paper, C defaults,
    Function<C, ? extends Module> factory, Function<C, InputShape> input, long parameters, List<Weights> weights) {
  /** Copies the lists. */
  public ModelEntry {
    aliases = List.copyOf(aliases);
    weights = List.copyOf(weights);
  }

  /** The network with fresh weights. */
  public Module create(ModelConfig config) {
    return factory.apply(resolve(config));
  }

  /**
   * The full configuration for some options.
   *
   * @throws IllegalArgumentException for an unknown option, a wrong type or a value that the network refuses
   */
  public C resolve(ModelConfig config) {
    return config.over(name, defaults);
  }

  /** What the network takes by default. */
  public InputShape inputShape() {
    return inputShape(ModelConfig.DEFAULTS);
  }

  /** What the network takes under some options. */
  public InputShape inputShape(ModelConfig config) {
    return input.apply(resolve(config));
  }

  /** Multiply-adds for one input by default; unknown where none were recorded. */
  public OptionalLong multiplyAdds() {
    return MultiplyAdds.of(name);
  }

  /** How pictures are prepared: as for the default checkpoint, or without one to [-1, 1] at the input's size. */
  public Preprocessing preprocessing() {
    return weights.isEmpty() ? Preprocessing.centred(inputShape()) : weights.get(0).preprocessing();
  }

  /** The names of the default checkpoint's classes by index; empty without a checkpoint. */
  public List<String> classNames() {
    return weights.isEmpty() ? List.of() : weights.get(0).classNames();
  }
}
