package dev.fovea.models;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.MultiheadAttention;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a network in the order in which they compute, with what each gives, holds and costs.
 *
 * <p>Multiply-adds are those of convolutions, linear layers and attention for one input, as papers count them; other
 * operations are not counted.
 *
 * @param rows one for each part that was called, each before its own parts
 */
public record Structure(List<Row> rows) {
  /**
   * A part.
   *
   * @param name dotted, empty for the whole
   * @param depth how many parts it lies in
   * @param description what it is
   * @param output shape of what it gives, without the batch where it gives a tensor; empty otherwise
   * @param parameters trainable values in it and its parts
   * @param multiplyAdds in it and its parts, for one input
   * @param leaf whether nothing was called inside it
   */
  public record Row(String name, int depth, String description, List<Long> output, long parameters, long multiplyAdds,
      boolean leaf) {}

  private static final class Call {
    private List<Long> output = List.of();
    private long own;
    private boolean called;
  }

  /** Takes a network apart by running one picture of zeros through it, in evaluation mode, where its weights are. */
  public static Structure of(Layer network, InputShape input) {
    network.eval();
    Map<String, Module> parts = network.namedModules();
    Map<Module, Call> calls = new IdentityHashMap<>();
    List<Module> order = new ArrayList<>();
    List<Module.Closer> hooks = new ArrayList<>();
    for (Module part : parts.values()) {
      hooks.add(part.onForward((called, in, out) -> {
        Call call = calls.computeIfAbsent(called, key -> new Call());
        if (!call.called) {
          order.add(called);
        }
        call.called = true;
        call.own += multiplyAdds(called, in, out);
        call.output = out instanceof Tensor tensor ? withoutBatch(tensor.shape()) : List.of();
      }));
    }
    try (Scope scope = Scope.open(); GradMode off = GradMode.inference()) {
      Device device = network.parameters().stream().findFirst().map(Tensor::device).orElse(Device.CPU);
      network.apply(Tensors.zeros(DType.FLOAT32, device, 1, input.channels(), input.height(), input.width()));
    } finally {
      hooks.forEach(Module.Closer::close);
    }
    List<Row> rows = new ArrayList<>();
    parts.forEach((name, part) -> {
      Call call = calls.get(part);
      if (call != null && call.called) {
        String prefix = name.isEmpty() ? "" : name + ".";
        long cost = parts.entrySet().stream().filter(each -> each.getKey().startsWith(prefix) || each.getValue() == part)
            .mapToLong(each -> calls.containsKey(each.getValue()) ? calls.get(each.getValue()).own : 0).sum();
        boolean leaf = parts.entrySet().stream().noneMatch(each -> each.getValue() != part
            && each.getKey().startsWith(prefix) && calls.containsKey(each.getValue()));
        rows.add(new Row(name, name.isEmpty() ? 0 : (int) name.chars().filter(c -> c == '.').count() + 1,
            part.describe(), call.output, part.parameterCount(), cost, leaf));
      }
    });
    return new Structure(List.copyOf(rows));
  }

  /** Multiply-adds of the whole for one input. */
  public long multiplyAdds() {
    return rows.isEmpty() ? 0 : rows.get(0).multiplyAdds;
  }

  private static long multiplyAdds(Module part, Object in, @Nullable Object out) {
    if (part instanceof Convolution convolution && out instanceof Tensor output && in instanceof Tensor input) {
      Tensor counted = convolution.isTransposed() ? input : output;
      Tensor weight = convolution.weight();
      return counted.numel() * (weight.numel() / weight.size(0));
    } else if (part instanceof Linear linear && out instanceof Tensor output) {
      return output.numel() * linear.in();
    } else if (part instanceof AttentionKernel && in instanceof List<?> parts && parts.get(1) instanceof Tensor key
        && out instanceof Tensor output) {
      return output.numel() * key.size(-2) + output.numel() / output.size(-1) * key.size(-2) * key.size(-1);
    } else if (part instanceof MultiheadAttention && out instanceof Tensor output) {
      long length = output.size(1);
      long width = output.size(2);
      return 3 * length * width * width + 2 * length * length * width;
    }
    return 0;
  }

  private static List<Long> withoutBatch(long[] shape) {
    return Arrays.stream(shape).skip(shape.length > 1 ? 1 : 0).boxed().toList();
  }
}
