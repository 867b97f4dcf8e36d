package dev.fovea.data;

import dev.fovea.image.Image;
import java.util.Arrays;

/**
 * Weights that make a network learn the thin gaps between things that nearly touch, as U-Net's for cells.
 *
 * <p>Ronneberger et al., 2015, equation 2: a background pixel at the distance d1 from the nearest thing and d2 from the
 * second nearest weighs w0 exp(-(d1 + d2)^2 / (2 sigma^2)) more. A thing is a connected part (by edges, not corners) of
 * one class other than 0, which is the background; on things and where nothing counts the weight is 0. Sums of
 * distances beyond 4.5 sigma, whose weight is below w0 / 20,000, count as infinite.
 *
 * @param weight w0, 0 or more; 10 in the paper
 * @param sigma in pixels, above 0; 5 in the paper
 */
public record BorderWeights(double weight, double sigma) {
  private static final double REACH = 4.5;

  /** Checks the numbers. */
  public BorderWeights {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY) || !(sigma > 0 && sigma <= 1000)) {
      throw new IllegalArgumentException("BorderWeights: expected a weight of 0 or more and a sigma above 0 up to 1000,"
          + " got " + weight + " and " + sigma);
    }
  }

  /** The weight of each pixel of a mask, row by row. */
  public float[] of(Image mask) {
    Things things = Things.in(mask);
    int width = mask.width();
    float[] nearest = new float[mask.data().length];
    float[] second = new float[nearest.length];
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    Arrays.fill(second, Float.POSITIVE_INFINITY);
    int reach = (int) Math.ceil(REACH * sigma);
    for (int thing = 1; thing <= things.count(); thing++) {
      int left = Math.max(0, things.left(thing) - reach);
      int top = Math.max(0, things.top(thing) - reach);
      int right = Math.min(width - 1, things.right(thing) + reach);
      int bottom = Math.min(mask.height() - 1, things.bottom(thing) + reach);
      float[] squares = squaredDistances(things, thing, left, top, right - left + 1, bottom - top + 1, width);
      int from = 0;
      for (int y = top; y <= bottom; y++) {
        for (int at = y * width + left; at <= y * width + right; at++) {
          float square = squares[from++];
          if (square < nearest[at]) {
            second[at] = nearest[at];
            nearest[at] = square;
          } else if (square < second[at]) {
            second[at] = square;
          }
        }
      }
    }
    float[] weights = new float[nearest.length];
    for (int i = 0; i < weights.length; i++) {
      double sum = Math.sqrt(nearest[i]) + Math.sqrt(second[i]);
      if (mask.data()[i] == 0 && sum <= REACH * sigma) {
        weights[i] = (float) (weight * Math.exp(-sum * sum / (2 * sigma * sigma)));
      }
    }
    return weights;
  }

  /** Exact squared distances to a thing in a window (Felzenszwalb and Huttenlocher, 2012): by column, then by row. */
  private static float[] squaredDistances(Things things, int thing, int left, int top, int width, int height,
      int stride) {
    float[] squares = new float[width * height];
    for (int x = 0; x < width; x++) {
      int far = width + height;
      int distance = far;
      for (int y = 0; y < height; y++) {
        distance = things.at((top + y) * stride + left + x) == thing ? 0 : Math.min(far, distance + 1);
        squares[y * width + x] = distance;
      }
      distance = far;
      for (int y = height - 1; y >= 0; y--) {
        distance = things.at((top + y) * stride + left + x) == thing ? 0 : Math.min(far, distance + 1);
        float least = Math.min(distance, squares[y * width + x]);
        squares[y * width + x] = least * least;
      }
    }
    int[] roots = new int[width];
    double[] bounds = new double[width + 1];
    float[] row = new float[width];
    for (int y = 0; y < height; y++) {
      System.arraycopy(squares, y * width, row, 0, width);
      lowerEnvelope(row, roots, bounds);
      for (int x = 0, k = 0; x < width; x++) {
        while (bounds[k + 1] < x) {
          k++;
        }
        int d = x - roots[k];
        squares[y * width + x] = d * d + row[roots[k]];
      }
    }
    return squares;
  }

  /** The parabolas (x - root)^2 + row[root] that are lowest somewhere, and the places where each begins to be so. */
  private static void lowerEnvelope(float[] row, int[] roots, double[] bounds) {
    int last = 0;
    roots[0] = 0;
    bounds[0] = Double.NEGATIVE_INFINITY;
    bounds[1] = Double.POSITIVE_INFINITY;
    for (int q = 1; q < row.length; q++) {
      double crossing = crossing(row, q, roots[last]);
      while (crossing <= bounds[last]) {
        last--;
        crossing = crossing(row, q, roots[last]);
      }
      last++;
      roots[last] = q;
      bounds[last] = crossing;
      bounds[last + 1] = Double.POSITIVE_INFINITY;
    }
  }

  private static double crossing(float[] row, int q, int p) {
    return (row[q] + (double) q * q - row[p] - (double) p * p) / (2.0 * (q - p));
  }

  /** Connected parts of a mask, numbered from 1, each with the rectangle around it. */
  private record Things(int[] numbers, int count, int[] boxes) {
    static Things in(Image mask) {
      int width = mask.width();
      int height = mask.height();
      byte[] classes = mask.data();
      int[] numbers = new int[classes.length];
      int[] boxes = new int[64];
      int[] open = new int[classes.length];
      int count = 0;
      for (int start = 0; start < classes.length; start++) {
        byte kind = classes[start];
        if (kind == 0 || kind == (byte) MaskedImage.VOID || numbers[start] != 0) {
          continue;
        }
        count++;
        if (boxes.length < 4 * (count + 1)) {
          boxes = Arrays.copyOf(boxes, 2 * boxes.length);
        }
        int box = 4 * count;
        boxes[box] = width;
        boxes[box + 1] = height;
        int size = 0;
        open[size++] = start;
        numbers[start] = count;
        while (size > 0) {
          int at = open[--size];
          int x = at % width;
          int y = at / width;
          boxes[box] = Math.min(boxes[box], x);
          boxes[box + 1] = Math.min(boxes[box + 1], y);
          boxes[box + 2] = Math.max(boxes[box + 2], x);
          boxes[box + 3] = Math.max(boxes[box + 3], y);
          for (int side = 0; side < 4; side++) {
            int next = side == 0 && x > 0 ? at - 1 : side == 1 && x < width - 1 ? at + 1
                : side == 2 && y > 0 ? at - width : side == 3 && y < height - 1 ? at + width : at;
            if (numbers[next] == 0 && classes[next] == kind) {
              numbers[next] = count;
              open[size++] = next;
            }
          }
        }
      }
      return new Things(numbers, count, boxes);
    }

    int at(int pixel) {
      return numbers[pixel];
    }

    int left(int thing) {
      return boxes[4 * thing];
    }

    int top(int thing) {
      return boxes[4 * thing + 1];
    }

    int right(int thing) {
      return boxes[4 * thing + 2];
    }

    int bottom(int thing) {
      return boxes[4 * thing + 3];
    }
  }
}
