package dev.fovea.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a convolution walks over its input; every method gives a changed copy:
 * {@code stride(2).padding(1).bias(false)}.
 *
 * @param stride step between windows, one number or one a dimension
 * @param padding elements added at each border, one number or one a dimension; none for {@link #samePadding}
 * @param dilation step between the elements of a window
 * @param groups parts that the channels are split into, each convolved alone
 * @param bias whether a number is added to each output channel
 * @param outputPadding elements added at one end of the output of a transposed convolution
 * @param paddingMode what is added at the borders
 */
public record ConvOptions(long[] stride, long[] padding, long[] dilation, long groups, boolean bias,
    long[] outputPadding, PaddingMode paddingMode) {
  /** What is added at the borders. */
  public enum PaddingMode {
    ZEROS,
    REFLECT,
    REPLICATE,
    CIRCULAR;

    String torchName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Stride 1, no padding, no dilation, one group, with bias. */
  public static final ConvOptions DEFAULT = new ConvOptions(new long[] {1}, new long[] {0}, new long[] {1}, 1, true,
      new long[] {0}, PaddingMode.ZEROS);

  /** Fails for steps below 1 and negative paddings. */
  public ConvOptions {
    stride = stride.clone();
    padding = padding.clone();
    dilation = dilation.clone();
    outputPadding = outputPadding.clone();
    positive("stride", stride, 1);
    positive("padding", padding, 0);
    positive("dilation", dilation, 1);
    positive("groups", new long[] {groups}, 1);
    positive("outputPadding", outputPadding, 0);
  }

  /** The defaults with a stride. */
  public static ConvOptions stride(long... stride) {
    return DEFAULT.withStride(stride);
  }

  /** A copy with a stride. */
  public ConvOptions withStride(long... value) {
    return new ConvOptions(value, padding, dilation, groups, bias, outputPadding, paddingMode);
  }

  /** A copy with padding. */
  public ConvOptions padding(long... value) {
    return new ConvOptions(stride, value, dilation, groups, bias, outputPadding, paddingMode);
  }

  /** A copy with the padding that keeps the lengths, at stride 1; the odd element goes to the end. */
  public ConvOptions samePadding() {
    return padding(new long[0]);
  }

  /** Whether the padding is the one that keeps the lengths. */
  public boolean isSame() {
    return padding.length == 0;
  }

  /** A copy with dilation. */
  public ConvOptions dilation(long... value) {
    return new ConvOptions(stride, padding, value, groups, bias, outputPadding, paddingMode);
  }

  /** A copy with groups. */
  public ConvOptions groups(long value) {
    return new ConvOptions(stride, padding, dilation, value, bias, outputPadding, paddingMode);
  }

  /** A copy with or without bias. */
  public ConvOptions bias(boolean value) {
    return new ConvOptions(stride, padding, dilation, groups, value, outputPadding, paddingMode);
  }

  /** A copy with output padding. */
  public ConvOptions outputPadding(long... value) {
    return new ConvOptions(stride, padding, dilation, groups, bias, value, paddingMode);
  }

  /** A copy with another border. */
  public ConvOptions paddingMode(PaddingMode value) {
    return new ConvOptions(stride, padding, dilation, groups, bias, outputPadding, value);
  }

  /** The steps between windows, a copy. */
  @Override
  public long[] stride() {
    return stride.clone();
  }

  /** The elements added at each border, a copy. */
  @Override
  public long[] padding() {
    return padding.clone();
  }

  /** The steps between the elements of a window, a copy. */
  @Override
  public long[] dilation() {
    return dilation.clone();
  }

  /** The elements added at one end of a transposed convolution's output, a copy. */
  @Override
  public long[] outputPadding() {
    return outputPadding.clone();
  }

  /** Equal by values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConvOptions o && key().equals(o.key());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }

  @Override
  public String toString() {
    return "ConvOptions(stride " + Arrays.toString(stride) + ", padding "
        + (isSame() ? "same" : Arrays.toString(padding))
        + ", dilation " + Arrays.toString(dilation) + ", groups " + groups + (bias ? "" : ", no bias")
        + ", output padding " + Arrays.toString(outputPadding) + ", " + paddingMode.torchName() + ")";
  }

  private List<Object> key() {
    return List.of(Arrays.toString(stride), Arrays.toString(padding), Arrays.toString(dilation), groups, bias,
        Arrays.toString(outputPadding), paddingMode);
  }

  private static void positive(String name, long[] values, long least) {
    for (long value : values) {
      if (value < least) {
        throw new IllegalArgumentException(name + ": expected " + least + " or more, got " + value);
      }
    }
  }
}
