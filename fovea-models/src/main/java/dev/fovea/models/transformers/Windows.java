package dev.fovea.models.transformers;

import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A field (n, h, w, c) cut into square windows, after zeros at right and bottom where windows do not divide it and a
 * cyclic shift towards the upper left. Liu et al., Swin Transformer, 2021, figure 4.
 *
 * @param height of the field
 * @param width of the field
 * @param side of a window
 * @param down by how many rows the field is rolled up; 0 for none
 * @param right by how many columns the field is rolled left; 0 for none
 */
record Windows(long height, long width, int side, int down, int right) {
  /** Whether windows that cover a whole side of the field are shifted. */
  enum Rule {
    /** They are, as in Microsoft's detection backbone. */
    ALWAYS,
    /** Not along that side, as in torchvision. */
    ALONG_LONGER_SIDES,
    /** Not at all, as in Microsoft's classifiers. */
    WITHIN_BOTH_SIDES;

    private Windows apply(Windows all) {
      return switch (this) {
        case ALWAYS -> all;
        case ALONG_LONGER_SIDES -> new Windows(all.height, all.width, all.side,
            all.side >= all.paddedHeight() ? 0 : all.down, all.side >= all.paddedWidth() ? 0 : all.right);
        case WITHIN_BOTH_SIDES -> all.side < Math.min(all.height, all.width) ? all : all.unshifted();
      };
    }
  }

  /** Windows of a field (n, h, w, c), shifted alike along both sides where the rule lets them. */
  static Windows of(Tensor field, int side, int shift, Rule rule) {
    return rule.apply(new Windows(field.size(1), field.size(2), side, shift, shift));
  }

  /**
   * The windows of each stage, whose maps have half the sides of the one before: no larger than the shorter side of the
   * map, and shifted by half where the map is larger than they are.
   */
  static List<Windows> shrunk(long rows, long columns, int side, int stages) {
    List<Windows> windows = new ArrayList<>();
    long height = rows;
    long width = columns;
    for (int i = 0; i < stages; i++) {
      int fitting = (int) Math.min(side, Math.min(height, width));
      windows.add(Rule.WITHIN_BOTH_SIDES.apply(new Windows(height, width, fitting, fitting / 2, fitting / 2)));
      height = (height + 1) / 2;
      width = (width + 1) / 2;
    }
    return windows;
  }

  private Windows unshifted() {
    return new Windows(height, width, side, 0, 0);
  }

  /** Whether the field is rolled. */
  boolean isShifted() {
    return down > 0 || right > 0;
  }

  private long paddedHeight() {
    return rows() * side;
  }

  private long paddedWidth() {
    return columns() * side;
  }

  /** How many windows lie below each other. */
  long rows() {
    return (height + side - 1) / side;
  }

  /** How many windows lie beside each other. */
  long columns() {
    return (width + side - 1) / side;
  }

  /** (n, h, w, c) as (n * windows, side * side, c), windows row by row. */
  Tensor split(Tensor field) {
    Tensor padded = paddedHeight() == height && paddedWidth() == width ? field
        : Sampling.pad(field, 0, 0, 0, paddedWidth() - width, 0, paddedHeight() - height);
    Tensor rolled = isShifted() ? padded.roll(new long[] {-down, -right}, new long[] {1, 2}) : padded;
    return rolled.unflatten(1, rows(), side).unflatten(3, columns(), side)   // (n, rows, side, columns, side, c)
        .transpose(2, 3).flatten(3, 4).flatten(0, 2);
  }

  /** (n * windows, side * side, c) as (n, h, w, c): undoes {@link #split}. */
  Tensor join(Tensor windows) {
    Tensor joined = windows.unflatten(0, windows.size(0) / (rows() * columns()), rows(), columns())
        .unflatten(3, side, side).transpose(2, 3).flatten(3, 4).flatten(1, 2);
    Tensor back = isShifted() ? joined.roll(new long[] {down, right}, new long[] {1, 2}) : joined;
    return paddedHeight() == height && paddedWidth() == width ? back
        : back.narrow(1, 0, height).narrow(2, 0, width);
  }

  /** Where the keys of windows lie. */
  KeyPlaces places() {
    return new KeyPlaces(0, (values, pictureHeight, pictureWidth) -> join(values));
  }
}
