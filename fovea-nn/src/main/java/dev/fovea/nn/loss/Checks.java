package dev.fovea.nn.loss;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.Arrays;

/** What losses demand of their operands, and the reduction of losses that libtorch has no kernel for. */
final class Checks {
  private Checks() {}

  static void sameShape(String loss, Tensor input, Tensor target) {
    if (!Arrays.equals(input.shape(), target.shape())) {
      throw new TensorException(loss + ": expected input and target of one shape, got " + input.describe() + " and "
          + target.describe() + "; reshape or expand one of them first");
    }
  }

  static void floating(String loss, String role, Tensor tensor) {
    if (!tensor.dtype().isFloatingPoint()) {
      throw new TensorException(loss + ": expected a floating-point " + role + ", got " + tensor.describe()
          + "; convert it with to(DType.FLOAT32)");
    }
  }

  static void pair(String loss, Tensor input, Tensor target) {
    floating(loss, "input", input);
    floating(loss, "target", target);
    sameShape(loss, input, target);
  }

  /** Input (classes) or (n, classes, ...), target int64 without the dimension of classes. */
  static void classIndices(String loss, Tensor input, Tensor target) {
    floating(loss, "input", input);
    if (target.dtype() != DType.INT64) {
      throw new TensorException(loss + ": expected class indices of int64, got " + target.describe()
          + "; convert them with to(DType.INT64)");
    }
    long[] shape = input.shape();
    if (shape.length == 0) {
      throw new TensorException(loss + ": expected an input with a dimension of classes, got " + input.describe());
    }
    long[] expected = shape.length == 1 ? new long[0] : new long[shape.length - 1];
    for (int i = 0, j = 0; i < shape.length && shape.length > 1; i++) {
      if (i != 1) {
        expected[j++] = shape[i];
      }
    }
    if (!Arrays.equals(expected, target.shape())) {
      throw new TensorException(loss + ": expected targets of shape " + Arrays.toString(expected) + " for the input "
          + input.describe() + " (dimension " + (shape.length == 1 ? 0 : 1) + " holds the classes), got "
          + target.describe());
    }
  }

  static void classWeights(String loss, Tensor weight, long classes) {
    if (weight.dim() != 1 || weight.size(0) != classes) {
      throw new TensorException(loss + ": expected " + classes + " class weights in one dimension, got "
          + weight.describe());
    }
  }

  static double positive(String loss, String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(loss + ": expected " + name + " above 0, got " + value);
    }
    return value;
  }

  static double notNegative(String loss, String name, double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException(loss + ": expected " + name + " of 0 or more, got " + value);
    }
    return value;
  }

  static Tensor reduce(Tensor losses, Reduction reduction) {
    return switch (reduction) {
      case NONE -> losses;
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
    };
  }
}
