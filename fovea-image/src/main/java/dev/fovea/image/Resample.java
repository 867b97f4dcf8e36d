package dev.fovea.image;

/**
 * The two passes of separable resampling in fixed point: along the rows first, then along the columns, with 8-bit
 * samples in between, as Pillow does it. Only the asked-for part of the output is computed.
 */
final class Resample {
  private Resample() {}

  /**
   * Resizes the part {@code from} of the picture to {@code width} x {@code height} and gives the part {@code keep} of
   * the result. Both parts must lie inside.
   */
  static Image resize(Image image, Box from, int width, int height, Interpolation interpolation, Box keep) {
    if (interpolation == Interpolation.NEAREST) {
      return nearest(image, from, width, height, keep);
    }
    int channels = image.channels();
    ResampleWeights columns = new ResampleWeights(from.width(), width, interpolation, keep.x(), keep.width());
    ResampleWeights rows = new ResampleWeights(from.height(), height, interpolation, keep.y(), keep.height());
    boolean vertical = from.height() != height;
    int firstRow = vertical ? rows.firstInput() : keep.y();
    int endRow = vertical ? rows.endInput() : keep.y() + keep.height();
    int rowLength = keep.width() * channels;
    int[] between = new int[Math.multiplyExact(endRow - firstRow, rowLength)];
    for (int y = firstRow; y < endRow; y++) {
      int source = ((from.y() + y) * image.width() + from.x()) * channels;
      int target = (y - firstRow) * rowLength;
      if (from.width() == width) {
        copyRow(image.data(), source + keep.x() * channels, between, target, rowLength);
      } else if (channels == 3) {
        row3(image.data(), source, columns, between, target);
      } else {
        row1(image.data(), source, columns, between, target);
      }
    }
    byte[] out = new byte[keep.height() * rowLength];
    if (vertical) {
      columns(between, firstRow, rowLength, rows, out);
    } else {
      for (int i = 0; i < out.length; i++) {
        out[i] = (byte) between[i];
      }
    }
    return new Image(keep.width(), keep.height(), channels, out);
  }

  private static void copyRow(byte[] from, int source, int[] to, int target, int length) {
    for (int i = 0; i < length; i++) {
      to[target + i] = from[source + i] & 0xff;
    }
  }

  private static void row3(byte[] data, int source, ResampleWeights columns, int[] out, int target) {
    int[] weights = columns.weights;
    int length = columns.starts.length;
    int to = target;
    for (int x = 0; x < length; x++) {
      int from = source + columns.starts[x] * 3;
      int first = x * columns.stride;
      int end = first + columns.counts[x];
      int red = ResampleWeights.HALF;
      int green = ResampleWeights.HALF;
      int blue = ResampleWeights.HALF;
      for (int k = first; k < end; k++) {
        int weight = weights[k];
        red += (data[from] & 0xff) * weight;
        green += (data[from + 1] & 0xff) * weight;
        blue += (data[from + 2] & 0xff) * weight;
        from += 3;
      }
      out[to] = clip(red);
      out[to + 1] = clip(green);
      out[to + 2] = clip(blue);
      to += 3;
    }
  }

  private static void row1(byte[] data, int source, ResampleWeights columns, int[] out, int target) {
    int[] weights = columns.weights;
    for (int x = 0; x < columns.starts.length; x++) {
      int from = source + columns.starts[x];
      int first = x * columns.stride;
      int sum = ResampleWeights.HALF;
      for (int k = 0; k < columns.counts[x]; k++) {
        sum += (data[from + k] & 0xff) * weights[first + k];
      }
      out[target + x] = clip(sum);
    }
  }

  private static void columns(int[] between, int firstRow, int rowLength, ResampleWeights rows, byte[] out) {
    int[] sums = new int[rowLength];
    for (int y = 0; y < rows.starts.length; y++) {
      int source = (rows.starts[y] - firstRow) * rowLength;
      int first = y * rows.stride;
      scaleRow(between, source, rows.weights[first], sums);
      for (int k = 1; k < rows.counts[y]; k++) {
        addRow(between, source + k * rowLength, rows.weights[first + k], sums);
      }
      clipRow(sums, out, y * rowLength);
    }
  }

  // The three loops below are plain so that the compiler can make vector instructions of them.

  private static void scaleRow(int[] row, int from, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = ResampleWeights.HALF + row[from + i] * weight;
    }
  }

  private static void addRow(int[] row, int from, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[from + i] * weight;
    }
  }

  private static void clipRow(int[] sums, byte[] out, int target) {
    for (int i = 0; i < sums.length; i++) {
      out[target + i] = (byte) clip(sums[i]);
    }
  }

  private static int clip(int sum) {
    return Math.min(255, Math.max(0, sum >> ResampleWeights.BITS));
  }

  private static Image nearest(Image image, Box from, int width, int height, Box keep) {
    int channels = image.channels();
    byte[] data = image.data();
    int[] columns = nearestPlaces(from.x(), from.width(), width);
    int[] rows = nearestPlaces(from.y(), from.height(), height);
    byte[] out = new byte[Image.byteCount(keep.width(), keep.height(), channels)];
    int to = 0;
    for (int y = keep.y(); y < keep.y() + keep.height(); y++) {
      for (int x = keep.x(); x < keep.x() + keep.width(); x++) {
        int at = (rows[y] * image.width() + columns[x]) * channels;
        for (int c = 0; c < channels; c++) {
          out[to++] = data[at + c];
        }
      }
    }
    return new Image(keep.width(), keep.height(), channels, out);
  }

  /** The places are summed up step by step, as Pillow does, so that ties fall on the same side. */
  private static int[] nearestPlaces(int first, int in, int out) {
    int[] places = new int[out];
    double step = (double) in / out;
    double place = first + step * 0.5;
    for (int i = 0; i < out; i++) {
      places[i] = Math.min((int) place, first + in - 1);
      place += step;
    }
    return places;
  }
}
