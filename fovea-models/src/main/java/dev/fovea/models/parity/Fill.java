package dev.fovea.models.parity;

import dev.fovea.nn.Module;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/**
 * Values that follow from a name alone, so that two implementations can have equal weights without a file.
 *
 * <p>Element i of a name's values is u = (mix(fnv1a64(name) + (i + 1) * 0x9E3779B97F4A7C15) >>> 11) * 2^-53 * 2 - 1, in
 * [-1, 1), where mix is the finaliser of splitmix64 (Steele et al., 2014). All is computed in double.
 */
public final class Fill {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1p-53;
  private static final int CHUNK = 1 << 20;

  private Fill() {}

  /** One entry of a state dict as a card lists it. */
  public record Entry(String name, List<Long> shape, String dtype, boolean filled) {}

  /** The first {@code count} values of a name. */
  static double[] values(String name, int count) {
    double[] values = new double[count];
    long hash = fnv1a64(name);
    for (int i = 0; i < count; i++) {
      values[i] = unit(hash, i);
    }
    return values;
  }

  /** A float32 tensor of a name's values. */
  public static Tensor tensor(String name, long... shape) {
    return set_(Tensors.zeros(shape), name, u -> u);
  }

  /** Sets a tensor to a function of a name's values, rounded to float32. */
  static Tensor set_(Tensor tensor, String name, DoubleUnaryOperator rule) {
    long hash = fnv1a64(name);
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor flat = tensor.detach().view(-1);
      long count = flat.numel();
      float[] chunk = new float[(int) Math.min(CHUNK, count)];
      for (long start = 0; start < count; start += CHUNK) {
        int length = (int) Math.min(CHUNK, count - start);
        float[] part = length == chunk.length ? chunk : new float[length];
        for (int i = 0; i < length; i++) {
          part[i] = (float) rule.applyAsDouble(unit(hash, start + i));
        }
        flat.narrow(0, start, length).copy_(part);
      }
    }
    return tensor;
  }

  /**
   * Sets all parameters and running statistics of a network to the values of their names.
   *
   * @param gain factor on weights of two or more dimensions
   * @return the state dict as a card lists it
   */
  public static List<Entry> state(Module module, double gain) {
    Set<String> parameters = new HashSet<>(module.namedParameters().keySet());
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, Tensor> item : module.stateDict().entrySet()) {
      String name = item.getKey();
      Tensor tensor = item.getValue();
      String leaf = name.substring(name.lastIndexOf('.') + 1);
      boolean statistic = leaf.equals("running_mean") || leaf.equals("running_var");
      boolean filled = tensor.dtype().isFloatingPoint() && (parameters.contains(name) || statistic);
      if (filled) {
        set_(tensor, name, rule(leaf, tensor, gain));
      }
      entries.add(new Entry(name, shape(tensor), typeName(tensor.dtype()), filled));
    }
    return entries;
  }

  /** What an entry of a state dict is of its name's values. */
  static DoubleUnaryOperator rule(String leaf, Tensor tensor, double gain) {
    if (leaf.equals("running_var")) {
      return u -> 1 + 0.25 * u;
    }
    if (leaf.equals("running_mean")) {
      return u -> 0.1 * u;
    }
    if (tensor.dim() >= 2) {
      double scale = Math.sqrt(3.0 / ((double) tensor.numel() / tensor.size(0)));
      return u -> u * scale * gain;
    }
    if (leaf.endsWith("weight") || leaf.endsWith("gamma") || leaf.endsWith("scale")) {
      return u -> 1 + 0.1 * u;
    }
    return u -> 0.1 * u;
  }

  static List<Long> shape(Tensor tensor) {
    List<Long> shape = new ArrayList<>();
    for (long size : tensor.shape()) {
      shape.add(size);
    }
    return shape;
  }

  static String typeName(DType type) {
    return type.toString();
  }

  private static long fnv1a64(String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }

  private static double unit(long hash, long index) {
    long z = hash + (index + 1) * GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 11) * UNIT * 2 - 1;
  }
}
