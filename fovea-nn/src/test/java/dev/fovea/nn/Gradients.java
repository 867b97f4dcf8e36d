package dev.fovea.nn;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradientCheck;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Checks the gradients of modules with respect to inputs and parameters. */
final class Gradients {
  private Gradients() {}

  /** Checks a layer on one random input of a shape. */
  static void check(Layer layer, long... shape) {
    check(layer, x -> layer.apply(x.get(0)), shape);
  }

  /** Checks a module on random inputs of shapes, in its mode; random numbers repeat from call to call. */
  static void check(Module module, Function<List<Tensor>, Tensor> forward, long[]... shapes) {
    Scope.run(() -> {
      module.to(DType.FLOAT64);
      Generator.seedAll(11);
      List<Tensor> inputs = new ArrayList<>();
      for (long[] shape : shapes) {
        inputs.add(Tensors.randn(shape).to(DType.FLOAT64).requiresGrad_(true));
      }
      inputs.addAll(module.parameters());
      GradientCheck.check(x -> {
        Generator.seedAll(12);
        return forward.apply(x);
      }, inputs);
    });
  }
}
