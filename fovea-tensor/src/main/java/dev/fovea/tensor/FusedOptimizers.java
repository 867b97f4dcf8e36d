package dev.fovea.tensor;

import java.util.List;

/** Optimiser steps over all parameters in one kernel, in place; half the time of separate operations or less. */
public final class FusedOptimizers {
  private static final Op SGD = Op.of("aten::_fused_sgd_");
  private static final Op ADAM = Op.of("aten::_fused_adam_");
  private static final Op ADAMW = Op.of("aten::_fused_adamw_");
  private static final Op ADAGRAD = Op.of("aten::_fused_adagrad_");
  private static final Op FOREACH_MUL_ = Op.of("aten::_foreach_mul_.Scalar");
  private static final Op FOREACH_MUL_TENSOR_ = Op.of("aten::_foreach_mul_.Tensor");
  private static final Op FOREACH_LERP_ = Op.of("aten::_foreach_lerp_.Scalar");
  private static final Op FOREACH_NORM = Op.of("aten::_foreach_norm.Scalar");

  private FusedOptimizers() {}

  /** Stochastic gradient descent; momentum buffers are empty lists without momentum. */
  public static void sgd(List<Tensor> parameters, List<Tensor> gradients, List<Tensor> momenta, double weightDecay,
      double momentum, double lr, double dampening, boolean nesterov, boolean firstStep) {
    matching("sgd", parameters, gradients, "gradients");
    matchingOrNone("sgd", parameters, momenta, "momenta", momentum != 0);
    SGD.run(parameters, gradients, momenta, weightDecay, momentum, lr, dampening, nesterov, false, firstStep);
  }

  /** Adam; {@code steps} are one-element float tensors that count from 1. */
  public static void adam(List<Tensor> parameters, List<Tensor> gradients, List<Tensor> means, List<Tensor> squares,
      List<Tensor> maxSquares, List<Tensor> steps, double lr, double beta1, double beta2, double weightDecay,
      double eps, boolean amsgrad, boolean decoupled) {
    matching("adam", parameters, gradients, "gradients");
    matching("adam", parameters, means, "means");
    matching("adam", parameters, squares, "squares");
    matchingOrNone("adam", parameters, maxSquares, "maxSquares", amsgrad);
    counted("adam", parameters, steps);
    (decoupled ? ADAMW : ADAM).run(parameters, gradients, means, squares, maxSquares, steps, lr, beta1, beta2,
        weightDecay, eps, amsgrad, false);
  }

  /** AdaGrad; {@code steps} are one-element float tensors that count from 1. */
  public static void adagrad(List<Tensor> parameters, List<Tensor> gradients, List<Tensor> sums, List<Tensor> steps,
      double lr, double lrDecay, double weightDecay, double eps) {
    matching("adagrad", parameters, gradients, "gradients");
    matching("adagrad", parameters, sums, "sums");
    counted("adagrad", parameters, steps);
    ADAGRAD.run(parameters, gradients, sums, steps, lr, lrDecay, weightDecay, eps, false);
  }

  /** Multiplies all tensors by one number, in place. */
  public static void scale_(List<Tensor> tensors, double factor) {
    FOREACH_MUL_.run(tensors, factor);
  }

  /** Multiplies all tensors by a one-element tensor, in place. */
  public static void scale_(List<Tensor> tensors, Tensor factor) {
    FOREACH_MUL_TENSOR_.run(tensors, factor);
  }

  /** first + weight * (second - first) for all pairs, in place: a moving average. */
  public static void lerp_(List<Tensor> first, List<Tensor> second, double weight) {
    FOREACH_LERP_.run(first, second, weight);
  }

  /** The norms of all tensors, each a scalar. */
  public static List<Tensor> norms(List<Tensor> tensors, double order) {
    return FOREACH_NORM.callList(tensors, order);
  }

  /** The kernels read as many elements of each tensor as its parameter has, whatever is there. */
  private static void matching(String name, List<Tensor> parameters, List<Tensor> others, String role) {
    if (parameters.size() != others.size()) {
      throw new TensorException(name + ": expected " + parameters.size() + " " + role + ", one a parameter, got "
          + others.size());
    }
    for (int i = 0; i < others.size(); i++) {
      if (others.get(i).numel() != parameters.get(i).numel()) {
        throw new TensorException(name + ": expected " + role + " of the parameters' shapes, got "
            + others.get(i).describe() + " for " + parameters.get(i).describe());
      }
    }
  }

  private static void matchingOrNone(String name, List<Tensor> parameters, List<Tensor> others, String role,
      boolean needed) {
    if (needed || !others.isEmpty()) {
      matching(name, parameters, others, role);
    }
  }

  private static void counted(String name, List<Tensor> parameters, List<Tensor> steps) {
    if (steps.size() != parameters.size()) {
      throw new TensorException(name + ": expected " + parameters.size() + " steps, one a parameter, got "
          + steps.size());
    }
  }
}
