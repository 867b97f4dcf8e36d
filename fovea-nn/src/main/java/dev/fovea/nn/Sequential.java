package dev.fovea.nn;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Layers one after the other, named "0", "1", ... or as given; each result is freed when the next is there. */
public class Sequential extends Layer {
  private final List<Layer> layers = new ArrayList<>();

  /** Layers named by their places. */
  public Sequential(Layer... layers) {
    this(List.of(layers));
  }

  /** Layers named by their places. */
  public Sequential(List<? extends Layer> layers) {
    for (Layer layer : layers) {
      add(Integer.toString(this.layers.size()), layer);
    }
  }

  /** Layers with names of their own, in order. */
  public Sequential(LinkedHashMap<String, ? extends Layer> layers) {
    for (Map.Entry<String, ? extends Layer> entry : layers.entrySet()) {
      add(entry.getKey(), entry.getValue());
    }
  }

  private void add(String name, Layer layer) {
    layers.add(child(name, layer));
  }

  /** The layer at a place. */
  public final Layer get(int index) {
    return layers.get(index);
  }

  /** Replaces the layer at a place, such as the head for transfer learning. */
  public final void set(int index, Layer layer) {
    String name = List.copyOf(children().keySet()).get(index);
    layers.set(index, replaceChild(name, layer));
  }

  /** The number of layers. */
  public final int size() {
    return layers.size();
  }

  @Override
  protected Tensor forward(Tensor x) {
    Scope scope = Objects.requireNonNull(Scope.current());
    Tensor current = x;
    for (Layer layer : layers) {
      Tensor next = layer.apply(current);
      if (current != next && scope.owns(current)) {
        current.close();
      }
      current = next;
    }
    return current;
  }
}
