package dev.fovea.nn;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Folds batch normalisations into the convolutions before them, for inference: gamma (w x + b - mean) / sqrt(var + eps) +
 * beta is a convolution with other weights (Jacob et al., Quantization and Training of Neural Networks, 2017, section
 * 3.2).
 */
public final class BatchNormFolding {
  private BatchNormFolding() {}

  /**
   * Folds what can be folded: every normalisation whose input is the output of one convolution and nothing else reads
   * that output. Which those are is seen by running an example through the network, whose answer must stay the same.
   *
   * @param network in evaluation mode; it is changed, and can no longer be trained
   * @param example an input that the network takes; a small one will do
   * @return the number of normalisations that were folded
   * @throws IllegalStateException if the network is in training mode, or something else reads the output of a
   *     convolution; the network is then as it was
   */
  public static int fold(Layer network, Tensor example) {
    if (network.isTraining()) {
      throw new IllegalStateException("Batch normalisations are folded in evaluation mode only; call eval() first");
    }
    if (!hasAny(network)) {
      return 0;
    }
    List<Runnable> undo = new ArrayList<>();
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Map<BatchNorm, Convolution> pairs = new LinkedHashMap<>();
      Tensor before = watched(network, example, pairs);
      boolean same = false;
      try {
        pairs.forEach((norm, convolution) -> undo.add(fold(norm, convolution)));
        same = pairs.isEmpty() || same(before, network.apply(example));
      } finally {
        if (!same) {
          undo.forEach(Runnable::run);
        }
      }
      return pairs.size();
    }
  }

  /** Whether a network has batch normalisations that might be folded. */
  public static boolean hasAny(Module network) {
    return network.namedModules().values().stream().anyMatch(part -> part instanceof BatchNorm norm
        && !norm.isBypassed());
  }

  private static boolean same(Tensor before, Tensor after) {
    double largest = before.abs().max().item();
    double moved = after.sub(before).abs().max().item();
    if (!(moved <= 1e-3 * Math.max(1e-3, largest))) {
      throw new IllegalStateException("Folding batch normalisations changed the answer by " + moved + " of " + largest
          + ": something else reads the output of a convolution; use the network without folding");
    }
    return true;
  }

  /** What a call of a part read and gave. */
  private record Call(Module part, Object input, Object output) {}

  /** Runs the example, and finds the normalisations that alone read what a convolution gave, each used once. */
  private static Tensor watched(Layer network, Tensor example, Map<BatchNorm, Convolution> pairs) {
    List<Call> calls = new ArrayList<>();
    List<Module.Closer> hooks = new ArrayList<>();
    for (Module part : network.namedModules().values()) {
      hooks.add(part.onForward((called, input, output) ->
          calls.add(new Call(called, input, Objects.requireNonNull(output)))));
    }
    try {
      Tensor answer = network.apply(example);
      Map<Object, Integer> readers = new IdentityHashMap<>();
      Map<Object, Integer> givers = new IdentityHashMap<>();
      Map<Object, Integer> uses = new IdentityHashMap<>();
      Map<Object, Convolution> makers = new IdentityHashMap<>();
      for (Call call : calls) {
        readers.merge(call.input, 1, Integer::sum);
        givers.merge(call.output, 1, Integer::sum);
        uses.merge(call.part, 1, Integer::sum);
        if (call.part instanceof Convolution convolution) {
          makers.put(call.output, convolution);
        }
      }
      for (Call call : calls) {
        Convolution maker = makers.get(call.input);
        if (call.part instanceof BatchNorm norm && !norm.isBypassed() && maker != null && !maker.transposed
            && !maker.isComputed() && norm.runningMean != null && readers.get(call.input) == 1
            && givers.get(call.input) == 1 && uses.get(norm) == 1 && uses.get(maker) == 1) {
          pairs.put(norm, maker);
        }
      }
      return answer;
    } finally {
      hooks.forEach(Module.Closer::close);
    }
  }

  private static Runnable fold(BatchNorm norm, Convolution convolution) {
    Tensor mean = Objects.requireNonNull(norm.runningMean);
    Tensor variance = Objects.requireNonNull(norm.runningVar);
    Tensor scale = variance.add(norm.options.eps()).rsqrt();
    scale = norm.weight == null ? scale : scale.mul(norm.weight);
    Tensor shift = mean.neg().mul(scale);
    Runnable undo = convolution.absorb(scale, norm.bias == null ? shift : shift.add(norm.bias));
    norm.bypass(true);
    return () -> {
      norm.bypass(false);
      undo.run();
    };
  }
}
