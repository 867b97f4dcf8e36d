package dev.fovea.train.segmentation;

import dev.fovea.image.Box;
import dev.fovea.image.Image;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.segmentation.Tiling.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A network's scores of a whole picture, computed square by square.
 *
 * <p>One row of squares is in memory at a time: scores of (classes, tile, width). What no further row touches goes on
 * to whoever wants it, from top to bottom.
 */
final class TiledScores {
  private static final int LEAST = Tiling.GRID;
  private static final int ROWS = 64;

  private final Layer model;
  private final Tiling tiling;
  private final BiFunction<Image, Box, Tensor> input;

  /** Takes finished rows of scores, from row {@code top} on: (classes, rows, width); they are freed when it returns. */
  private interface Sink {
    void rows(int top, Tensor scores);
  }

  /** Rows that no further square touches, and those that the next ones add to. */
  private record Finished(Tensor rows, @Nullable Tensor rest) {}

  /**
   * Scores of a network.
   *
   * @param input a part of a picture as the network takes it, (1, channels, height, width)
   */
  TiledScores(Layer model, Tiling tiling, BiFunction<Image, Box, Tensor> input) {
    this.model = model;
    this.tiling = tiling;
    this.input = input;
  }

  /** The class of the highest score of every pixel. */
  Image mask(Image picture) {
    Image mask = new Image(picture.width(), picture.height(), 1);
    compute(picture, (top, scores) -> put(scores, mask, top));
    return mask;
  }

  /** The class of the highest score of every pixel at another size, to which the scores are brought bilinearly. */
  Image maskAt(Image picture, int width, int height) {
    List<Tensor> parts = new ArrayList<>();
    compute(picture, (top, scores) -> parts.add(Scope.release(widened(scores, width))));
    Tensor scores = joined(parts);                                                // (classes, small height, width)
    Image mask = new Image(width, height, 1);
    double scale = (double) picture.height() / height;
    for (int top = 0; top < height; top += ROWS) {
      int rows = Math.min(ROWS, height - top);
      int from = top;
      Scope.run(() -> put(rows(scores, from, rows, scale), mask, from));
    }
    return mask;
  }

  /** All scores, (classes, height, width). */
  Tensor scores(Image picture) {
    List<Tensor> parts = new ArrayList<>();
    compute(picture, (top, scores) -> parts.add(Scope.release(scores.clone())));
    return joined(parts);
  }

  private static Tensor joined(List<Tensor> parts) {
    Tensor whole = Tensors.cat(parts, 1);
    parts.forEach(Tensor::close);
    return whole;
  }

  private static Tensor widened(Tensor scores, int width) {
    return Sampling.interpolate(scores.unsqueeze(0), new long[] {scores.size(1), width}, "bilinear", false).squeeze(0);
  }

  /** Rows of scores at another height, each mixed from the two that its centre lies between. */
  private static Tensor rows(Tensor scores, int top, int count, double scale) {
    long[] above = new long[count];
    long[] below = new long[count];
    float[] parts = new float[count];
    for (int i = 0; i < count; i++) {
      double at = Math.max(0, (top + i + 0.5) * scale - 0.5);
      above[i] = Math.min((long) at, scores.size(1) - 1);
      below[i] = Math.min(above[i] + 1, scores.size(1) - 1);
      parts[i] = (float) (at - above[i]);
    }
    Device device = scores.device();
    Tensor upper = scores.indexSelect(1, Tensors.of(above, count).to(device));
    Tensor lower = scores.indexSelect(1, Tensors.of(below, count).to(device));
    return upper.add(lower.sub(upper).mul(Tensors.of(parts, count, 1).to(device)));
  }

  private static void put(Tensor scores, Image mask, int top) {
    byte[] classes = scores.argmax(0).to(DType.UINT8).toBytes();
    System.arraycopy(classes, 0, mask.data(), top * mask.width(), classes.length);
  }

  private void compute(Image picture, Sink sink) {
    List<Stretch> across = tiling.stretches(picture.width());
    List<Stretch> down = tiling.stretches(picture.height());
    Tensor rest = null;
    for (int i = 0; i < down.size(); i++) {
      Stretch row = down.get(i);
      Tensor before = rest;
      int done = i + 1 < down.size() ? down.get(i + 1).start() - row.start() : row.length();
      Finished finished = Scope.run(() -> {
        Tensor band = band(picture, across, row);
        if (before != null) {
          band.narrow(1, 0, before.size(1)).add_(before);
        }
        return new Finished(band.narrow(1, 0, done),
            done < row.length() ? band.narrow(1, done, row.length() - done).clone() : null);
      });
      if (before != null) {
        before.close();
      }
      Scope.run(() -> sink.rows(row.start(), finished.rows()));
      finished.rows().close();
      rest = finished.rest();
    }
  }

  /** The weighted scores of one row of squares, (classes, row length, width). */
  private Tensor band(Image picture, List<Stretch> across, Stretch row) {
    return Scope.run(() -> {
      Tensor band = null;
      for (Stretch column : across) {
        Tensor scores = square(picture, new Box(column.start(), row.start(), column.length(), row.length()));
        Tensor weights = row.weights().unsqueeze(1).mul(column.weights()).to(scores.device());     // (rows, columns)
        if (band == null) {
          band = Tensors.zeros(DType.FLOAT32, scores.device(), scores.size(0), row.length(), picture.width());
        }
        band.narrow(2, column.start(), column.length()).add_(scores.mul(weights));
      }
      return band;
    });
  }

  /** The scores of a square, (classes, height, width); one smaller than a network takes gets a border of 0. */
  private Tensor square(Image picture, Box box) {
    return Scope.run(() -> {
      Tensor pixels = input.apply(picture, box);
      long right = Math.max(0, LEAST - box.width());
      long below = Math.max(0, LEAST - box.height());
      Tensor padded = right == 0 && below == 0 ? pixels : Sampling.pad(pixels, 0, right, 0, below);
      return model.apply(padded).to(DType.FLOAT32).squeeze(0).narrow(1, 0, box.height()).narrow(2, 0, box.width());
    });
  }
}
