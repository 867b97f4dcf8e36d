package dev.fovea.tensor;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Gradients of several tensors, and gradients of gradients. */
public final class Autograd {
  private Autograd() {}

  /**
   * The gradients of a scalar with respect to inputs, which keep their {@link Tensor#grad}.
   *
   * @throws TensorException if an input takes no part in the output
   */
  public static List<Tensor> grad(Tensor output, List<Tensor> inputs) {
    List<Tensor> gradients = new ArrayList<>();
    for (@Nullable Tensor gradient : grad(List.of(output), inputs, null, false, false, false)) {
      gradients.add(Objects.requireNonNull(gradient));
    }
    return gradients;
  }

  /** The gradient of a scalar with respect to one input, recorded for further gradients where {@code createGraph}. */
  public static Tensor grad(Tensor output, Tensor input, boolean createGraph) {
    return Objects.requireNonNull(
        grad(List.of(output), List.of(input), null, createGraph, createGraph, false).get(0));
  }

  /**
   * The gradients of outputs with respect to inputs.
   *
   * @param gradOutputs the gradients of what is minimised with respect to each output; null for scalars' ones
   * @param retainGraph whether the graph may be used again
   * @param createGraph whether the gradients are themselves recorded, for gradients of gradients
   * @param allowUnused whether an input may take no part, which gives null in its place
   */
  public static List<@Nullable Tensor> grad(List<Tensor> outputs, List<Tensor> inputs,
      @Nullable List<Tensor> gradOutputs, boolean retainGraph, boolean createGraph, boolean allowUnused) {
    List<@Nullable Tensor> result = new ArrayList<>(inputs.size());
    CustomFunctionNode.walk(() -> grad(outputs, inputs, gradOutputs, retainGraph, createGraph, allowUnused, result));
    return result;
  }

  private static void grad(List<Tensor> outputs, List<Tensor> inputs, @Nullable List<Tensor> gradOutputs,
      boolean retainGraph, boolean createGraph, boolean allowUnused, List<@Nullable Tensor> result) {
    try (TensorVector out = Tensor.pack(outputs);
        TensorVector in = Tensor.pack(inputs);
        TensorVector with = gradOutputs == null ? new TensorVector() : Tensor.pack(gradOutputs);
        BoolOptional retain = new BoolOptional(retainGraph);
        TensorVector gradients = torch.grad(out, in, with, retain, createGraph, allowUnused)) {
      for (int i = 0; i < inputs.size(); i++) {
        org.bytedeco.pytorch.Tensor gradient = gradients.get(i);
        result.add(gradient.defined() ? Tensor.wrap(new org.bytedeco.pytorch.Tensor(gradient)) : null);
      }
    } catch (RuntimeException e) {
      throw TensorException.of("grad", e, outputs, inputs);
    } finally {
      Reference.reachabilityFence(outputs);
      Reference.reachabilityFence(inputs);
    }
  }

  /** The product of the Hessian of a scalar with a vector: the gradient of (gradient . vector). */
  public static List<Tensor> hessianVectorProduct(Tensor output, List<Tensor> inputs, List<Tensor> vectors) {
    return Scope.run(() -> {
      List<@Nullable Tensor> first = grad(List.of(output), inputs, null, true, true, false);
      Tensor product = Tensors.zeros(output.dtype());
      for (int i = 0; i < first.size(); i++) {
        product = product.add(Objects.requireNonNull(first.get(i)).mul(vectors.get(i)).sum());
      }
      return grad(product, inputs);
    });
  }
}
