package dev.fovea.data;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Mixes each picture of a batch, and its class, with the one at the same place from the end.
 *
 * <p>MixUp lays one over the other (Zhang et al., mixup: Beyond Empirical Risk Minimization, 2018); CutMix pastes a
 * rectangle of the other (Yun et al., 2019). With timm's draws; the pictures are mixed where they lie, by three
 * operations whatever the mode.
 *
 * <pre>{@code
 * MixUp mixing = MixUp.of(0.8, 1.0, 10).withLabelSmoothing(0.1);
 * MixUp.Mixed mixed = mixing.apply(batch.images(), batch.labels(), SplitMix64.of(seed, step));
 * }</pre>
 *
 * @param mixup of the beta distribution that MixUp draws its share from; 0 for no MixUp
 * @param cutmix of the beta distribution that CutMix draws its share from; 0 for no CutMix
 * @param probability with which a batch (or a picture or pair of it) is mixed
 * @param switchProbability with which CutMix is taken, where both are on
 * @param mode what shares a draw
 * @param exactShare whether the targets follow the rectangle's true area, not the drawn share
 * @param labelSmoothing part of each target that is spread over all classes
 * @param classes number of classes
 */
public record MixUp(double mixup, double cutmix, double probability, double switchProbability, Mode mode,
    boolean exactShare, double labelSmoothing, int classes) {
  /** What shares a draw. */
  public enum Mode {
    /** The whole batch. */
    BATCH,
    /** A picture and its partner. */
    PAIR,
    /** Nothing: each picture has its own. */
    ELEM,
    /** As ELEM, but only the first half of the batch is given back. */
    HALF
  }

  /**
   * What was drawn for a batch, a pair or a picture.
   *
   * @param share how much of itself a picture keeps, 0 to 1
   * @param cut whether it loses a rectangle rather than strength
   * @param row of the rectangle's middle, 0 to height - 1
   * @param column of the rectangle's middle, 0 to width - 1
   */
  public record Draw(double share, boolean cut, int row, int column) {}

  /**
   * A mixed batch.
   *
   * @param images float32 (n, channels, height, width)
   * @param targets float32 (n, classes), each row with the sum 1
   * @param lam float32 (n), or (1) of mode BATCH: how much each target kept of its own class
   */
  public record Mixed(Tensor images, Tensor targets, Tensor lam) {}

  /** Checks the ranges. */
  public MixUp {
    if (!(mixup >= 0) || !(cutmix >= 0) || !(probability >= 0 && probability <= 1)
        || !(switchProbability >= 0 && switchProbability <= 1) || !(labelSmoothing >= 0 && labelSmoothing < 1)
        || classes < 1) {
      throw new IllegalArgumentException("MixUp: expected mixup and cutmix of 0 or more, probabilities of 0 to 1, "
          + "label smoothing of 0 to below 1 and at least one class, got " + mixup + ", " + cutmix + ", " + probability + ", "
          + switchProbability + ", " + labelSmoothing + " and " + classes);
    }
  }

  /** Every batch mixed, by either way equally often where both are on. */
  public static MixUp of(double mixup, double cutmix, int classes) {
    return new MixUp(mixup, cutmix, 1, 0.5, Mode.BATCH, true, 0, classes);
  }

  /** The same with another mode. */
  public MixUp withMode(Mode value) {
    return new MixUp(mixup, cutmix, probability, switchProbability, value, exactShare, labelSmoothing, classes);
  }

  /** The same with smoothed targets. */
  public MixUp withLabelSmoothing(double value) {
    return new MixUp(mixup, cutmix, probability, switchProbability, mode, exactShare, value, classes);
  }

  /**
   * Mixes with chance.
   *
   * @param images float (n, channels, height, width)
   * @param labels int64 (n), each 0 to classes - 1
   */
  public Mixed apply(Tensor images, Tensor labels, RandomGenerator random) {
    check(images, labels);
    List<Draw> draws = new ArrayList<>();
    for (int i = 0; i < drawn((int) images.size(0)); i++) {
      draws.add(draw((int) images.size(2), (int) images.size(3), random));
    }
    return apply(images, labels, draws);
  }

  /** How many draws a batch takes. */
  private int drawn(int size) {
    return switch (mode) {
      case BATCH -> 1;
      case ELEM -> size;
      case PAIR, HALF -> size / 2;
    };
  }

  private Draw draw(int height, int width, RandomGenerator random) {
    if ((mixup == 0 && cutmix == 0) || random.nextDouble() >= probability) {
      return new Draw(1, false, 0, 0);
    }
    boolean cut = cutmix > 0 && (mixup == 0 || random.nextDouble() < switchProbability);
    double share = Beta.draw(cut ? cutmix : mixup, random);
    return cut ? new Draw(share, true, random.nextInt(height), random.nextInt(width)) : new Draw(share, false, 0, 0);
  }

  /** Mixes as drawn: one draw of mode BATCH, one for each picture of ELEM, for each of the first half of the others. */
  public Mixed apply(Tensor images, Tensor labels, List<Draw> draws) {
    check(images, labels);
    int size = (int) images.size(0);
    if (draws.size() != drawn(size)) {
      throw new IllegalArgumentException("MixUp: " + size + " pictures of mode " + mode + " take " + drawn(size)
          + " draws, got " + draws.size());
    }
    int rows = mode == Mode.BATCH ? 1 : size;
    float[] regions = new float[rows * 5];
    float[] lam = new float[rows];
    for (int i = 0; i < rows; i++) {
      int place = mode == Mode.PAIR && i >= draws.size() ? size - 1 - i : i;
      Draw draw = place < draws.size() ? draws.get(place) : new Draw(1, false, 0, 0);
      lam[i] = (float) region(draw, (int) images.size(2), (int) images.size(3), regions, i * 5);
    }
    return Scope.run(() -> {
      Device device = images.device();
      Tensor kept = kept(Tensors.of(regions, rows, 5).to(device), images.size(2), images.size(3));
      Tensor shares = Tensors.of(lam, rows).to(device);
      Tensor mixed = images.mul(kept).add(images.flip(0).mul(kept.rsub(1)));
      Tensor column = shares.reshape(-1, 1);
      Tensor own = targets(labels);
      Tensor soft = own.mul(column).add(own.flip(0).mul(column.rsub(1)));
      return mode != Mode.HALF ? new Mixed(mixed, soft, shares)
          : new Mixed(half(mixed), half(soft), half(shares));
    });
  }

  private static Tensor half(Tensor whole) {
    return whole.narrow(0, 0, whole.size(0) / 2).contiguous();
  }

  /**
   * Writes (weight, top, bottom, left, right): a picture counts by the weight inside and by 1 outside.
   *
   * @return how much the target keeps of its class
   */
  private double region(Draw draw, int height, int width, float[] into, int at) {
    if (!draw.cut()) {
      write(into, at, draw.share(), 0, height, 0, width);
      return draw.share();
    }
    double side = Math.sqrt(1 - draw.share());
    int halfHeight = (int) (height * side) / 2;
    int halfWidth = (int) (width * side) / 2;
    int top = Math.max(0, draw.row() - halfHeight);
    int bottom = Math.min(height, draw.row() + halfHeight);
    int left = Math.max(0, draw.column() - halfWidth);
    int right = Math.min(width, draw.column() + halfWidth);
    write(into, at, 0, top, bottom, left, right);
    return exactShare ? 1 - (bottom - top) * (right - left) / (double) (height * width) : draw.share();
  }

  private static void write(float[] into, int at, double weight, int top, int bottom, int left, int right) {
    into[at] = (float) weight;
    into[at + 1] = top;
    into[at + 2] = bottom;
    into[at + 3] = left;
    into[at + 4] = right;
  }

  /** (n or 1, 1, height, width): how much of itself each pixel keeps. */
  private static Tensor kept(Tensor regions, long height, long width) {
    Tensor inside = Rectangles.inside(regions.narrow(1, 1, 4), height, width);
    return Tensors.where(inside, regions.narrow(1, 0, 1).reshape(-1, 1, 1, 1), 1);
  }

  /** (n, classes) of int64 classes (n): 1 - s + s / classes at the right place, s / classes elsewhere. */
  private Tensor targets(Tensor labels) {
    Tensor right = labels.reshape(-1, 1).eq(Tensors.arange(classes).to(labels.device()));
    return right.to(DType.FLOAT32).mul(1 - labelSmoothing).add(labelSmoothing / classes);
  }

  private static void check(Tensor images, Tensor labels) {
    if (images.dim() != 4 || !images.dtype().isFloatingPoint() || labels.dim() != 1 || labels.dtype() != DType.INT64
        || labels.size(0) != images.size(0)) {
      throw new TensorException("MixUp: expected float pictures (n, channels, height, width) and int64 classes (n), "
          + "got " + images.describe() + " and " + labels.describe());
    }
  }
}
