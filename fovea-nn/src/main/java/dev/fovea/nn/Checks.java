package dev.fovea.nn;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.Arrays;

/** What layers expect of their settings and inputs. */
final class Checks {
  private Checks() {}

  /** {@code p}, if it is in [0, 1]. */
  static double probability(String layer, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(layer + ": expected a probability in [0, 1], got " + p);
    }
    return p;
  }

  /** {@code value}, if it is 1 or more. */
  static long positive(String layer, String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(layer + ": " + name + ": expected 1 or more, got " + value);
    }
    return value;
  }

  /** One number for each of {@code dims} dimensions, from one number or {@code dims}. */
  static long[] each(String layer, String name, long[] values, int dims) {
    if (values.length == dims) {
      return values.clone();
    }
    if (values.length != 1) {
      throw new IllegalArgumentException(layer + ": " + name + ": expected 1 or " + dims + " numbers, got "
          + Arrays.toString(values));
    }
    long[] all = new long[dims];
    Arrays.fill(all, values[0]);
    return all;
  }

  /** Fails unless {@code x} has {@code channels} in dimension 1 and as many dimensions as expected. */
  static void channels(String layer, Tensor x, long channels, int least, int most) {
    int dims = x.dim();
    if (dims < least || dims > most || x.size(1) != channels) {
      throw new TensorException(layer + ": expected an input (batch, " + channels + (least == 2 ? "[, ...]" : ", ...")
          + ") of " + (least == most ? "" : least + " to ") + most + " dimensions, got " + x.describe());
    }
  }

  /** "3" for equal numbers, else "3x5". */
  static String sizes(long[] values) {
    if (Arrays.stream(values).distinct().count() == 1) {
      return Long.toString(values[0]);
    }
    StringBuilder out = new StringBuilder();
    for (long value : values) {
      out.append(out.length() == 0 ? "" : "x").append(value);
    }
    return out.toString();
  }
}
