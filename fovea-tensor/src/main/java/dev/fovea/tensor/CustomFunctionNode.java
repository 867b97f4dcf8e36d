package dev.fovea.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link CustomFunction} into libtorch's graph, which the binding cannot do directly.
 *
 * <p>To the value it adds, for each input, the sum of none of its elements: zero, but tied to the input in the graph.
 * Hooks replace the zero gradient that flows along each tie by what the function's backward computes from the
 * gradient of the result. The sum of the ties is multiplied by a sentinel, which the graph of the result holds for as
 * long as it can be walked: when this node is the only holder left, and every walk that was under way then is over, its
 * hooks and tensors are freed. (A walk lets go of the sentinel a little before it calls the hooks.) What the hooks hold
 * lies before the sentinel in the graph, so that they do not keep it themselves.
 */
final class CustomFunctionNode {
  static final Deque<CustomFunctionNode> LIVE = new ConcurrentLinkedDeque<>();
  private static final AtomicLong CLOCK = new AtomicLong();
  /** When each walk under way began. */
  private static final NavigableSet<Long> WALKS = new ConcurrentSkipListSet<>();
  private static final long STILL_HELD = Long.MAX_VALUE;

  private final List<Tensor> inputs = new ArrayList<>();
  private final Tensor value;
  private final Tensor sentinel;
  private final List<GradientHook> hooks = new ArrayList<>();
  private @Nullable List<@Nullable Tensor> gradients;
  private long gradientsAt;
  private long letGoAt = STILL_HELD;

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
    try {
      Tensor ties = node.ties().expand(value.shape());
      node.hooks.add(GradientHook.on(ties, gradient -> {
        node.setGradients(function.backward(node.inputs, node.value, gradient));
        return gradient;
      }));
      Tensor result = value.addcmul(ties, node.sentinel, 1);
      LIVE.add(node);
      return result;
    } catch (RuntimeException e) {
      node.free();
      throw e;
    }
  }

  /** Walks a graph, where hooks of nodes may be called. */
  static void walk(Runnable backward) {
    Long began = CLOCK.incrementAndGet();
    WALKS.add(began);
    try {
      backward.run();
    } finally {
      WALKS.remove(began);
      sweep();
    }
  }

  private void setGradients(List<@Nullable Tensor> computed) {
    if (computed.size() != inputs.size()) {
      throw new TensorException("CustomFunction.backward: expected " + inputs.size()
          + " gradients, one an input (null for none), got " + computed.size());
    }
    for (int i = 0; i < inputs.size(); i++) {
      Tensor gradient = computed.get(i);
      if (gradient != null && !Arrays.equals(gradient.shape(), inputs.get(i).shape())) {
        throw new TensorException("CustomFunction.backward: expected the gradient of input " + i
            + " to be of its shape, " + inputs.get(i).describe() + ", got " + gradient.describe());
      }
    }
    List<@Nullable Tensor> kept = new ArrayList<>(computed.size());
    for (Tensor gradient : computed) {
      kept.add(gradient == null ? null : Scope.release(gradient.alias()));
    }
    synchronized (CustomFunctionNode.class) {
      forgetGradients();
      gradients = kept;
      gradientsAt = CLOCK.incrementAndGet();
    }
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
    return sum;
  }

  /** Frees the nodes whose graphs are gone. Later ones go first, since they hold what is before them. */
  static synchronized void sweep() {
    for (Iterator<CustomFunctionNode> nodes = LIVE.descendingIterator(); nodes.hasNext();) {
      CustomFunctionNode node = nodes.next();
      if (node.gradients != null && noWalkSince(node.gradientsAt)) {
        node.forgetGradients();
      }
      if (node.letGoAt == STILL_HELD && node.sentinel.raw().use_count() == 1) {
        node.letGoAt = CLOCK.incrementAndGet();
      }
      if (node.letGoAt != STILL_HELD && noWalkSince(node.letGoAt)) {
        nodes.remove();
        node.free();
      }
    }
  }

  private static boolean noWalkSince(long time) {
    Iterator<Long> walks = WALKS.iterator();
    return !walks.hasNext() || walks.next() > time;
  }

  private void free() {
    hooks.forEach(GradientHook::close);
    inputs.forEach(Tensor::close);
    value.close();
    sentinel.close();
    forgetGradients();
  }

  private void forgetGradients() {
    if (gradients != null) {
      Scope.each(gradients, Tensor::close);
      gradients = null;
    }
  }
}
