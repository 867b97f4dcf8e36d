package dev.fovea.models;

import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds which of a network's layouts a checkpoint is written in, and brings it into the network's own. */
final class LayoutRecognition {
  private LayoutRecognition() {}

  /** The state under the names that the network's state dict has; as it came where no other layout fits better. */
  static Map<String, Tensor> recognised(Module network, Map<String, Tensor> state) {
    if (!(network instanceof HasLayouts published)) {
      return state;
    }
    Map<String, String> own = network.stateNames();
    List<StateLayout> layouts = new ArrayList<>(List.of(StateLayout.OWN));
    layouts.addAll(published.layouts());
    Map<String, String> best = Map.of();
    long known = state.keySet().stream().filter(own::containsValue).count();
    for (StateLayout layout : layouts) {
      Map<String, String> names = new HashMap<>();
      own.forEach((byParts, ownName) -> names.put(layout.apply(byParts), ownName));
      long matches = state.keySet().stream().filter(names::containsKey).count();
      if (matches > known) {
        known = matches;
        best = names;
      }
    }
    return best.isEmpty() ? state : renamed(network, state, best);
  }

  private static Map<String, Tensor> renamed(Module network, Map<String, Tensor> state, Map<String, String> names) {
    Map<String, Tensor> expected = network.stateDict();
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    state.forEach((name, value) -> {
      String ownName = names.getOrDefault(name, name);
      Tensor target = expected.get(ownName);
      renamed.put(ownName, target != null && target.numel() == value.numel()
          && !Arrays.equals(target.shape(), value.shape()) ? value.reshape(target.shape()) : value);
    });
    return renamed;
  }
}
