package dev.fovea.train.segmentation;

import dev.fovea.data.MaskedImage;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of every pixel, weighted, and optionally the overlap of every class.
 *
 * <p>Ronneberger et al., 2015, equations 1 and 2: a pixel x of class c weighs w_c plus what its border weighs, and the
 * sum of w(x) times -log p_c(x) is divided by the sum of the weights. Beside it stands, {@code dice} times, the mean of
 * 1 - 2 sum(p t) / (sum(p) + sum(t)) over the classes that the masks hold (Milletari et al., V-Net, 2016). Void pixels
 * count nowhere; a batch of nothing else has a loss of 0.
 */
final class PixelLoss implements AutoCloseable {
  private static final double TINY = 1e-6;

  private final double[] weights;
  private final double dice;
  private Tensor classWeights;

  /**
   * A loss that owns a tensor.
   *
   * @param classWeights of each class, 0 or more
   * @param dice what the overlap counts beside the cross-entropy, 0 or more
   */
  PixelLoss(double[] classWeights, double dice) {
    this.weights = classWeights.clone();
    this.dice = dice;
    this.classWeights = Scope.release(Tensors.of(weights, weights.length).to(DType.FLOAT32));
  }

  /** The weight of each class. */
  double[] classWeights() {
    return weights.clone();
  }

  /**
   * The loss, a scalar.
   *
   * @param scores float32 (n, classes, h, w)
   * @param masks int64 (n, h, w), {@link MaskedImage#VOID} for none
   * @param borders float32 (n, h, w), what pixels weigh more, or null
   */
  Tensor apply(Tensor scores, Tensor masks, @Nullable Tensor borders) {
    return Scope.run(() -> {
      Tensor counts = masks.ne(MaskedImage.VOID);                                              // (n, h, w)
      Tensor known = masks.mul(counts);
      Tensor pixel = weigh(known, scores).mul(counts);
      if (borders != null) {
        pixel = pixel.add(borders.mul(counts));
      }
      Tensor entropy = LossKernels.crossEntropy(scores, masks, null, Reduction.NONE, MaskedImage.VOID, 0);
      Tensor loss = entropy.mul(pixel).sum().div(pixel.sum().clampMin(TINY));
      return dice == 0 ? loss : loss.add(overlap(scores, known, counts).mul(dice));
    });
  }

  private Tensor weigh(Tensor known, Tensor like) {
    if (Arrays.stream(weights).allMatch(weight -> weight == 1)) {
      return Tensors.onesLike(known).to(like.dtype());
    }
    if (!classWeights.device().equals(like.device())) {
      Tensor there = Scope.release(classWeights.to(like.device()));
      classWeights.close();
      classWeights = there;
    }
    return classWeights.indexSelect(0, known.flatten(0)).reshape(known.shape());
  }

  private Tensor overlap(Tensor scores, Tensor known, Tensor counts) {
    int[] pixels = {0, 2, 3};
    Tensor mask = counts.unsqueeze(1);
    Tensor said = scores.softmax(1).mul(mask);                                                 // (n, c, h, w)
    Tensor truth = Tensors.oneHot(known, weights.length).movedim(-1, 1).to(scores.dtype()).mul(mask);
    Tensor area = truth.sum(pixels);                                                           // (c)
    Tensor present = area.gt(0).to(scores.dtype());
    Tensor part = said.mul(truth).sum(pixels).mul(2).div(said.sum(pixels).add(area).clampMin(TINY));
    return part.rsub(1).mul(present).sum().div(present.sum().clampMin(1));
  }

  @Override
  public void close() {
    classWeights.close();
  }
}
