package dev.fovea.models;

import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds which of a network's layouts a checkpoint is written in, and brings it into the network's own.
 *
 * <p>The names may stand behind those of whatever the network was part of when it was saved: {@code model.} of
 * Lightning, {@code encoder_q.} of MoCo, {@code backbone.} of others.
 */
final class LayoutRecognition {
  /** A way to read a checkpoint: what comes before the names, and what the network calls each. */
  private record Reading(String prefix, Map<String, String> names, long matches) {}

  private LayoutRecognition() {}

  /** The state under the names that the network's state dict has; as it came where nothing else fits better. */
  static Map<String, Tensor> recognised(Module network, Map<String, Tensor> state) {
    Map<String, String> own = network.stateNames();
    Map<String, String> asTheyAre = new HashMap<>();
    own.values().forEach(name -> asTheyAre.put(name, name));
    long known = state.keySet().stream().filter(asTheyAre::containsKey).count();
    Reading best = new Reading("", asTheyAre, known);
    best = better(best, state.keySet(), asTheyAre);
    for (StateLayout layout : layouts(network)) {
      Map<String, String> names = new HashMap<>();
      own.forEach((byParts, ownName) -> names.put(layout.apply(byParts), ownName));
      best = better(best, state.keySet(), names);
    }
    return best.matches == known ? state : renamed(network, state, best);
  }

  private static List<StateLayout> layouts(Module network) {
    List<StateLayout> layouts = new ArrayList<>(List.of(StateLayout.OWN));
    if (network instanceof HasLayouts published) {
      layouts.addAll(published.layouts());
    }
    return layouts;
  }

  /** The reading of some names with more matches than the best so far; behind a prefix, of more than half of them. */
  private static Reading better(Reading best, Set<String> state, Map<String, String> names) {
    Map<String, Long> matches = new LinkedHashMap<>(Map.of("", 0L));
    for (String name : state) {
      int start = 0;
      do {
        if (names.containsKey(name.substring(start))) {
          matches.merge(name.substring(0, start), 1L, Long::sum);
        }
        start = name.indexOf('.', start) + 1;
      } while (start > 0);
    }
    Reading better = best;
    for (Map.Entry<String, Long> each : matches.entrySet()) {
      if (each.getValue() > better.matches && (each.getKey().isEmpty() || each.getValue() * 2 > names.size())) {
        better = new Reading(each.getKey(), names, each.getValue());
      }
    }
    return better;
  }

  private static Map<String, Tensor> renamed(Module network, Map<String, Tensor> state, Reading reading) {
    Map<String, Tensor> expected = network.stateDict();
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    state.forEach((name, value) -> {
      String ownName = name.startsWith(reading.prefix)
          ? reading.names.getOrDefault(name.substring(reading.prefix.length()), name) : name;
      Tensor target = expected.get(ownName);
      renamed.put(ownName, target != null && target.numel() == value.numel()
          && !Arrays.equals(target.shape(), value.shape()) ? value.reshape(target.shape()) : value);
    });
    return renamed;
  }
}
