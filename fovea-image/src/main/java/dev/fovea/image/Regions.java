package dev.fovea.image;

import java.util.Optional;

/** Connected parts of masks. */
public final class Regions {
  private Regions() {}

  /**
   * The rectangle around the largest part of a mask whose pixels touch by their sides.
   *
   * @param mask width * height values, row by row
   * @return nothing for a mask without a pixel
   */
  public static Optional<Box> largest(boolean[] mask, int width, int height) {
    if (mask.length != width * height) {
      throw new IllegalArgumentException("A mask of " + width + " x " + height + " has " + width * height
          + " values, but " + mask.length + " came.");
    }
    boolean[] seen = new boolean[mask.length];
    int[] queue = new int[mask.length];
    int most = 0;
    Optional<Box> best = Optional.empty();
    for (int start = 0; start < mask.length; start++) {
      if (!mask[start] || seen[start]) {
        continue;
      }
      int count = flood(mask, seen, queue, start, width);
      if (count > most) {
        most = count;
        best = Optional.of(around(queue, count, width));
      }
    }
    return best;
  }

  /** Marks the part around a pixel and lists its pixels in the queue; gives their number. */
  private static int flood(boolean[] mask, boolean[] seen, int[] queue, int start, int width) {
    int end = 0;
    queue[end++] = start;
    seen[start] = true;
    for (int next = 0; next < end; next++) {
      int at = queue[next];
      int x = at % width;
      int[] neighbours = {x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width};
      for (int other : neighbours) {
        if (other >= 0 && other < mask.length && mask[other] && !seen[other]) {
          seen[other] = true;
          queue[end++] = other;
        }
      }
    }
    return end;
  }

  private static Box around(int[] pixels, int count, int width) {
    int left = width;
    int right = 0;
    int top = Integer.MAX_VALUE;
    int bottom = 0;
    for (int i = 0; i < count; i++) {
      left = Math.min(left, pixels[i] % width);
      right = Math.max(right, pixels[i] % width);
      top = Math.min(top, pixels[i] / width);
      bottom = Math.max(bottom, pixels[i] / width);
    }
    return new Box(left, top, right - left + 1, bottom - top + 1);
  }
}
