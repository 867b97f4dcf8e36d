package dev.fovea.image;

/**
 * For each output place along one axis: the first input place it mixes, how many, and their fixed-point weights of 22
 * fractional bits. The rounding is Pillow's (Resample.c), so that the results agree.
 */
final class ResampleWeights {
  static final int BITS = 32 - 8 - 2;
  static final int HALF = 1 << (BITS - 1);

  final int[] starts;
  final int[] counts;
  /** Weights of output i stand from i * stride on. */
  final int[] weights;
  final int stride;

  /** Weights from an axis of {@code in} places to places first .. first + length of one of {@code out} places. */
  ResampleWeights(int in, int out, Interpolation interpolation, int first, int length) {
    double scale = (double) in / out;
    double filterScale = Math.max(1, scale);
    double support = interpolation.radius * filterScale;
    stride = (int) Math.ceil(support) * 2 + 1;
    starts = new int[length];
    counts = new int[length];
    weights = new int[length * stride];
    double[] exact = new double[stride];
    double step = 1 / filterScale;
    for (int i = 0; i < length; i++) {
      double center = (first + i + 0.5) * scale;
      int start = Math.max(0, (int) (center - support + 0.5));
      int count = Math.min(in, (int) (center + support + 0.5)) - start;
      double sum = 0;
      for (int k = 0; k < count; k++) {
        exact[k] = interpolation.weight((k + start - center + 0.5) * step);
        sum += exact[k];
      }
      for (int k = 0; k < count; k++) {
        double weight = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << BITS);
        weights[i * stride + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
      }
      starts[i] = start;
      counts[i] = count;
    }
  }

  int firstInput() {
    return starts[0];
  }

  int endInput() {
    int last = starts.length - 1;
    return starts[last] + counts[last];
  }
}
