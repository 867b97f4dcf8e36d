package dev.fovea.tensor;

/** Prints the elements of small tensors as nested lists. */
final class Formatting {
  private Formatting() {}

  static String elements(Tensor tensor) {
    StringBuilder out = new StringBuilder();
    if (tensor.dtype().isComplex()) {
      return "(complex)";
    }
    append(out, tensor.toDoubles(), tensor.shape(), 0, new int[1], tensor.dtype().isFloatingPoint());
    return out.toString();
  }

  private static void append(StringBuilder out, double[] values, long[] shape, int dim, int[] next, boolean real) {
    if (dim == shape.length) {
      double value = values[next[0]++];
      out.append(real ? String.format(java.util.Locale.ROOT, "%.4g", value) : Long.toString((long) value));
      return;
    }
    out.append('[');
    for (long i = 0; i < shape[dim]; i++) {
      out.append(i == 0 ? "" : ", ");
      append(out, values, shape, dim + 1, next, real);
    }
    out.append(']');
  }
}
