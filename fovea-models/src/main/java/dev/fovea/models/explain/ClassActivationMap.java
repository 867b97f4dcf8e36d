package dev.fovea.models.explain;

import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a network that ends in global average pooling sees a class: its last maps, weighted as its last layer weights
 * their means.
 *
 * <p>Zhou et al., Learning Deep Features for Discriminative Localization, 2015, equation 2: M_c(x, y) = sum_k w_k^c f_k(x,
 * y). The last layer is linear, or a 1x1 convolution in front of the pooling as in SqueezeNet.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *   Tensor map = ClassActivationMap.of(network, images).of(207);   // (n, h, w)
 * }
 * }</pre>
 *
 * @param logits scores (n, classes)
 * @param features the last maps (n, channels, h, w)
 * @param weight of the last layer (classes, channels)
 */
public record ClassActivationMap(Tensor logits, Tensor features, Tensor weight) {
  private record Seen(String name, Tensor output) {}

  /**
   * Runs pictures (n, channels, height, width) through a network in evaluation mode.
   *
   * @throws IllegalArgumentException if the network does not end in pooling and one layer of weights
   */
  public static ClassActivationMap of(Layer network, Tensor images) {
    return of(network, null, images);
  }

  /** The same with the name of the part whose output is taken for the last maps. */
  public static ClassActivationMap of(Layer network, @Nullable String layer, Tensor images) {
    if (layer != null && !network.namedModules().containsKey(layer)) {
      throw new IllegalArgumentException("There is no part '" + layer + "' in the network; its parts are "
          + network.children().keySet() + " and those below them");
    }
    Tensor weight = lastWeight(network);
    List<Seen> seen = new ArrayList<>();
    List<Module.Closer> hooks = new ArrayList<>();
    for (Map.Entry<String, Module> part : network.namedModules().entrySet()) {
      hooks.add(part.getValue().onForward((called, input, output) -> {
        boolean wanted = layer == null || layer.equals(part.getKey());
        if (wanted && output instanceof Tensor maps && maps.dim() == 4 && maps.size(1) == weight.size(1)) {
          seen.add(new Seen(part.getKey(), Scope.release(maps.clone())));
        }
      }));
    }
    try (Scope scope = Scope.open()) {
      Tensor logits = network.apply(images);
      Tensor features = lastMaps(seen, layer);
      return scope.keep(new ClassActivationMap(logits, features.clone(), weight));
    } finally {
      hooks.forEach(Module.Closer::close);
      seen.forEach(each -> each.output.close());
    }
  }

  /** The last maps that are more than a number each; a picture so small that all maps are numbers has those. */
  private static Tensor lastMaps(List<Seen> seen, @Nullable String layer) {
    for (int i = seen.size() - 1; i >= 0; i--) {
      Tensor maps = seen.get(i).output;
      if (maps.size(2) > 1 || maps.size(3) > 1) {
        return maps;
      }
    }
    if (seen.isEmpty()) {
      throw new IllegalArgumentException(layer == null
          ? "The network has no maps as wide as its last layer: class activation maps need a network that ends in "
              + "global average pooling and one layer of weights, such as resnet18, densenet121 or squeezenet1_0"
          : "The part '" + layer + "' gives no maps as wide as the last layer takes");
    }
    return seen.get(0).output;
  }

  /** The last weights of two or more dimensions, as a matrix. */
  private static Tensor lastWeight(Layer network) {
    Tensor last = null;
    for (Map.Entry<String, Tensor> each : network.stateDict().entrySet()) {
      if (each.getKey().endsWith("weight") && each.getValue().dim() >= 2) {
        last = each.getValue();
      }
    }
    if (last == null || last.numel() != last.size(0) * last.size(1)) {
      throw new IllegalArgumentException("The network's last weights are no linear layer and no 1x1 convolution, "
          + "so it has no class activation maps");
    }
    return last.reshape(last.size(0), last.size(1));
  }

  /** The map (n, h, w) of a class, in the units of the scores. */
  public Tensor of(long number) {
    if (number < 0 || number >= weight.size(0)) {
      throw new IllegalArgumentException("Expected a class of 0 to " + (weight.size(0) - 1) + ", got " + number);
    }
    return Scope.run(() -> {
      Tensor maps = features.to(DType.FLOAT32);
      return maps.mul(weight.select(0, number).to(maps.dtype()).reshape(1, -1, 1, 1)).sum(1);
    });
  }

  /** A map (n, h, w) between 0, its lowest, and 1, its highest, for each picture alone. */
  public static Tensor normalized(Tensor map) {
    return Scope.run(() -> {
      Tensor above = map.sub(map.flatten(1).amin(new int[] {1}, false).reshape(-1, 1, 1));
      return above.div(above.flatten(1).amax(new int[] {1}, false).clampMin(1e-12).reshape(-1, 1, 1));
    });
  }
}
