package dev.fovea.nn;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Changes what tensors hold, gathered gradients included; their handles stay, so optimisers and ties keep them. */
final class Conversion {
  private Conversion() {}

  /** Converts each tensor once, however often it comes. */
  static void convert(Collection<Tensor> tensors, UnaryOperator<Tensor> conversion) {
    Set<Tensor> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    distinct.addAll(tensors);
    try (GradMode off = GradMode.noGrad()) {
      for (Tensor tensor : distinct) {
        Scope.run(() -> {
          Tensor gradient = tensor.grad();
          tensor.setData_(conversion.apply(tensor));
          if (gradient != null) {
            tensor.setGrad(conversion.apply(gradient));
          }
        });
      }
    }
  }
}
