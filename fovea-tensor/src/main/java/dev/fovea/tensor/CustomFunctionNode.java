package dev.fovea.tensor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link CustomFunction} into libtorch's graph, which the binding cannot do directly.
 *
 * <p>To the value it adds, for each input, the sum of none of its elements: zero, but tied to the input in the graph.
 * Hooks replace the zero gradient that flows along each tie by what the function's backward computes from the
 * gradient of the result. The ties are multiplied by a sentinel, which the graph holds for as long as it can be walked:
 * when this node is the only holder left, its hooks and tensors are freed.
 */
final class CustomFunctionNode {
  private static final Queue<CustomFunctionNode> LIVE = new ConcurrentLinkedQueue<>();

  private final List<Tensor> inputs = new ArrayList<>();
  private final Tensor value;
  private final Tensor sentinel;
  private final List<GradientHook> hooks = new ArrayList<>();
  private @Nullable List<@Nullable Tensor> gradients;

  private CustomFunctionNode(List<Tensor> inputs, Tensor value) {
    for (Tensor input : inputs) {
      this.inputs.add(Scope.release(input.alias()));
    }
    this.value = Scope.release(value.alias());
    this.sentinel = Scope.release(Tensors.zeros(value.dtype(), value.device()).fill_(1));
  }

  static Tensor connect(CustomFunction function, List<Tensor> inputs, Tensor value) {
    sweep();
    CustomFunctionNode node = new CustomFunctionNode(inputs, value);
    Tensor result = value.add(node.ties());
    node.hooks.add(GradientHook.on(result, gradient -> {
      node.gradients = Scope.release(function.backward(node.inputs, node.value, gradient));
      return gradient;
    }));
    LIVE.add(node);
    return result;
  }

  private Tensor ties() {
    Tensor sum = Tensors.zeros(value.dtype(), value.device());
    for (int i = 0; i < inputs.size(); i++) {
      Tensor input = inputs.get(i);
      if (input.requiresGrad()) {
        int index = i;
        Tensor tie = input.expand(input.shape());
        hooks.add(GradientHook.on(tie, zero -> {
          Tensor gradient = Objects.requireNonNull(gradients).get(index);
          return gradient == null ? zero : gradient;
        }));
        sum = sum.add(tie.reshape(-1).slice(0, 0, 0).sum().to(value.dtype()));
      }
    }
    return sum.mul(sentinel);
  }

  /** Frees the nodes whose graphs are gone. */
  static void sweep() {
    for (Iterator<CustomFunctionNode> nodes = LIVE.iterator(); nodes.hasNext();) {
      CustomFunctionNode node = nodes.next();
      if (node.sentinel.raw().use_count() == 1) {
        nodes.remove();
        node.free();
      }
    }
  }

  private void free() {
    hooks.forEach(GradientHook::close);
    inputs.forEach(Tensor::close);
    value.close();
    sentinel.close();
    if (gradients != null) {
      Scope.each(gradients, Tensor::close);
    }
  }
}
