package dev.fovea.nn;

import java.util.List;

/** Lengths, receptive fields, parameters and multiply-adds of convolutions. Dumoulin and Visin, 2016. */
public final class ConvArithmetic {
  private ConvArithmetic() {}

  /** A layer of a stack, along one dimension. */
  public record Step(long kernel, long stride, long dilation) {
    /** Without dilation. */
    public Step(long kernel, long stride) {
      this(kernel, stride, 1);
    }
  }

  /** How many inputs an output sees, and how far apart the fields of neighbours begin. */
  public record ReceptiveField(long size, long jump) {}

  /** floor((in + 2 padding - dilation (kernel - 1) - 1) / stride) + 1. */
  public static long outputLength(long in, long kernel, long stride, long padding, long dilation) {
    return Math.floorDiv(in + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
  }

  /** The output length of a pooling whose last window may hang over the end, but not begin beyond it. */
  public static long ceilOutputLength(long in, long kernel, long stride, long padding, long dilation) {
    long length = -Math.floorDiv(-(in + 2 * padding - dilation * (kernel - 1) - 1), stride) + 1;
    return (length - 1) * stride >= in + padding ? length - 1 : length;
  }

  /** (in - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1. */
  public static long transposedOutputLength(long in, long kernel, long stride, long padding, long dilation,
      long outputPadding) {
    return (in - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1;
  }

  /** The field of one output of a stack of layers, given from the input on. */
  public static ReceptiveField receptiveField(List<Step> steps) {
    long size = 1;
    long jump = 1;
    for (Step step : steps) {
      size += step.dilation() * (step.kernel() - 1) * jump;
      jump *= step.stride();
    }
    return new ReceptiveField(size, jump);
  }

  /** out (in / groups) kernel area, and out more with bias. */
  public static long parameters(long in, long out, long kernelArea, long groups, boolean bias) {
    return out * (in / groups) * kernelArea + (bias ? out : 0);
  }

  /** out (in / groups) kernel area for each place of the output; biases are not counted. */
  public static long multiplyAdds(long in, long out, long kernelArea, long groups, long outputArea) {
    return parameters(in, out, kernelArea, groups, false) * outputArea;
  }

  /** The multiply-adds of a depthwise and a pointwise convolution; 1/out + 1/kernel area of a full one's. */
  public static long separableMultiplyAdds(long in, long out, long kernelArea, long outputArea) {
    return multiplyAdds(in, in, kernelArea, in, outputArea) + multiplyAdds(in, out, 1, 1, outputArea);
  }
}
