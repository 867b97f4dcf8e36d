package dev.fovea.train.gan;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the two networks.
 *
 * @param name of the registry, such as {@code dcgan_generator}
 * @param config constructor arguments that differ from its defaults; noise, channels and size follow the recipe
 */
public record NetworkSpec(String name, Map<String, Object> config) {
  /** Takes a copy that keeps the order. */
  public NetworkSpec {
    config = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(config));
  }

  /**
   * The same with the arguments that follow from elsewhere, as far as the network has such.
   *
   * @param following values by argument
   * @throws IllegalArgumentException if there is no such network, or the recipe says otherwise
   */
  NetworkSpec with(Map<String, Integer> following) {
    ModelEntry<?> entry = Models.entry(name);
    List<String> known = List.copyOf(ModelConfig.of(entry.defaults()).values().keySet());
    Map<String, Object> complete = new LinkedHashMap<>(config);
    following.forEach((key, value) -> {
      Object before = complete.get(key);
      if (before != null && !before.toString().equals(value.toString())) {
        throw new IllegalArgumentException(name + ": " + key + " is " + before + ", but noise and data ask for " + value
            + "; leave it out, it follows them");
      }
      if (known.contains(key)) {
        complete.put(key, value);
      }
    });
    return new NetworkSpec(entry.name(), complete);
  }

  /** The network with fresh weights, as the type that it must have. */
  <T> T create(Class<T> type, String role) {
    var network = Models.create(name, ModelConfig.of(config));
    if (!type.isInstance(network)) {
      network.close();
      throw new IllegalArgumentException(name + " cannot be a " + role + "; choose one of " + Models.entries().stream()
          .<String>map(ModelEntry::name).filter(each -> Arrays.stream(new String[] {"gan", role.equals("critic")
              ? "discriminator" : role}).allMatch(each::contains)).toList());
    }
    return type.cast(network);
  }
}
