package dev.fovea.tensor;

import org.jspecify.annotations.Nullable;

/** The losses that libtorch computes in one call; {@code dev.fovea.nn} has the documented losses over them. */
public final class LossKernels {
  private static final Op CROSS_ENTROPY = Op.of("aten::cross_entropy_loss");
  private static final Op NLL = Op.of("aten::nll_loss_nd");
  private static final Op BCE = Op.of("aten::binary_cross_entropy");
  private static final Op BCE_LOGITS = Op.of("aten::binary_cross_entropy_with_logits");
  private static final Op KL = Op.of("aten::kl_div");
  private static final Op L1 = Op.of("aten::l1_loss");
  private static final Op MSE = Op.of("aten::mse_loss");
  private static final Op SMOOTH_L1 = Op.of("aten::smooth_l1_loss");
  private static final Op HUBER = Op.of("aten::huber_loss");
  private static final Op MULTI_MARGIN = Op.of("aten::multi_margin_loss");
  private static final Op CTC = Op.of("aten::ctc_loss.IntList");
  private static final Op TRIPLET = Op.of("aten::triplet_margin_loss");
  private static final Op COSINE = Op.of("aten::cosine_similarity");

  private LossKernels() {}

  /** How the losses of elements become one result. */
  public enum Reduction {
    NONE,
    MEAN,
    SUM
  }

  /** Cross-entropy of logits (n, classes, ...) with class indices (n, ...) or distributions (n, classes, ...). */
  public static Tensor crossEntropy(Tensor logits, Tensor target, @Nullable Tensor weight, Reduction reduction,
      long ignoreIndex, double labelSmoothing) {
    return CROSS_ENTROPY.call(logits, target, weight, reduction.ordinal(), ignoreIndex, labelSmoothing);
  }

  /** Negative log-likelihood of log-probabilities (n, classes, ...) at class indices. */
  public static Tensor nll(Tensor logProbabilities, Tensor target, @Nullable Tensor weight, Reduction reduction,
      long ignoreIndex) {
    return NLL.call(logProbabilities, target, weight, reduction.ordinal(), ignoreIndex);
  }

  /** Binary cross-entropy of probabilities in [0, 1]. */
  public static Tensor binaryCrossEntropy(Tensor probabilities, Tensor target, @Nullable Tensor weight,
      Reduction reduction) {
    return BCE.call(probabilities, target, weight, reduction.ordinal());
  }

  /** Binary cross-entropy of logits, stable. */
  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor target, @Nullable Tensor weight,
      @Nullable Tensor positiveWeight, Reduction reduction) {
    return BCE_LOGITS.call(logits, target, weight, positiveWeight, reduction.ordinal());
  }

  /** target * (log target - input) for log-probabilities as input. */
  public static Tensor klDiv(Tensor input, Tensor target, Reduction reduction, boolean logTarget) {
    return KL.call(input, target, reduction.ordinal(), logTarget);
  }

  /** Absolute differences. */
  public static Tensor l1(Tensor input, Tensor target, Reduction reduction) {
    return L1.call(input, target, reduction.ordinal());
  }

  /** Squared differences. */
  public static Tensor mse(Tensor input, Tensor target, Reduction reduction) {
    return MSE.call(input, target, reduction.ordinal());
  }

  /** d^2 / (2 beta) where |d| is below beta, else |d| - beta / 2. */
  public static Tensor smoothL1(Tensor input, Tensor target, Reduction reduction, double beta) {
    return SMOOTH_L1.call(input, target, reduction.ordinal(), beta);
  }

  /** d^2 / 2 where |d| is below delta, else delta (|d| - delta / 2). */
  public static Tensor huber(Tensor input, Tensor target, Reduction reduction, double delta) {
    return HUBER.call(input, target, reduction.ordinal(), delta);
  }

  /** mean over classes of max(0, margin - x[target] + x[class])^power. */
  public static Tensor multiMargin(Tensor input, Tensor target, long power, double margin, Reduction reduction) {
    return MULTI_MARGIN.call(input, target, power, margin, null, reduction.ordinal());
  }

  /**
   * Connectionist temporal classification of log-probabilities (time, batch, classes). Graves et al., 2006.
   *
   * @throws TensorException if lengths or classes do not fit
   */
  public static Tensor ctc(Tensor logProbabilities, Tensor targets, long[] inputLengths, long[] targetLengths,
      long blank, Reduction reduction, boolean zeroInfinity) {
    CtcArguments.check(logProbabilities, targets, inputLengths, targetLengths, blank);
    return CTC.call(logProbabilities, targets, inputLengths, targetLengths, blank, reduction.ordinal(), zeroInfinity);
  }

  /** max(0, |anchor - positive| - |anchor - negative| + margin). */
  public static Tensor tripletMargin(Tensor anchor, Tensor positive, Tensor negative, double margin, double power,
      double eps, boolean swap, Reduction reduction) {
    return TRIPLET.call(anchor, positive, negative, margin, power, eps, swap, reduction.ordinal());
  }

  /** Cosines of the angles between vectors along a dimension. */
  public static Tensor cosineSimilarity(Tensor first, Tensor second, int dim, double eps) {
    return COSINE.call(first, second, dim, eps);
  }
}
