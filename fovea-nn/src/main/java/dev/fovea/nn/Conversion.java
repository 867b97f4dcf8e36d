package dev.fovea.nn;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Changes what tensors hold, gathered gradients included; their handles stay, so optimisers and ties keep them. */
final class Conversion {
  private Conversion() {}

  /** Converts each parameter and buffer of a module once, however many names it has. */
  static void convert(Module module, UnaryOperator<Tensor> conversion) {
    Set<Tensor> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    distinct.addAll(module.namedParameters().values());
    distinct.addAll(module.namedBuffers().values());
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
