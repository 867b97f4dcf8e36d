package dev.fovea.nn.loss;

import static dev.fovea.nn.loss.Golden.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradientCheck;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss against PyTorch's values in every reduction, and its gradient against finite differences. */
class LossGoldenTest {
  private record Case(String name, Function<Reduction, Loss> loss, Function<Tensor, Tensor> input,
      Function<Tensor, Tensor> target) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Function<Tensor, Tensor> SAME = x -> x;
  private static final Function<Tensor, Tensor> LOG_SOFTMAX = x -> x.logSoftmax(1);
  private static final Function<Tensor, Tensor> SOFT = y -> y.softmax(1);
  private static final Function<Tensor, Tensor> CLASSES = y -> Tensors.of(new long[] {0, 3, 4, 1});
  private static final Function<Tensor, Tensor> BINARY = y -> wave(2.0, 4, 5).gt(0).to(DType.FLOAT64);

  private static Tensor weights() {
    return Tensors.of(new double[] {0.5, 1, 2, 0.1, 1.5});
  }

  private static Case of(String name, Function<Reduction, Loss> loss, Function<Tensor, Tensor> input,
      Function<Tensor, Tensor> target) {
    return new Case(name, loss, input, target);
  }

  static Stream<Case> cases() {
    return Stream.of(
        of("l1", L1Loss::new, SAME, SAME),
        of("mse", MSELoss::new, SAME, SAME),
        of("smooth_l1", r -> new SmoothL1Loss(1, r), SAME, SAME),
        of("smooth_l1_0.3", r -> new SmoothL1Loss(0.3, r), SAME, SAME),
        of("huber", r -> new HuberLoss(1, r), SAME, SAME),
        of("huber_0.3", r -> new HuberLoss(0.3, r), SAME, SAME),
        of("msle", MSLELoss::new, Tensor::abs, Tensor::abs),
        of("bce", BCELoss::new, Tensor::sigmoid, SOFT),
        of("bce_logits", BCEWithLogitsLoss::new, SAME, SOFT),
        of("bce_logits_pos", r -> new BCEWithLogitsLoss(r).withPositiveWeight(weights()), SAME, BINARY),
        of("ce", r -> new CrossEntropyLoss().withReduction(r), SAME, CLASSES),
        of("ce_weight_smooth",
            r -> new CrossEntropyLoss().withWeight(weights()).withLabelSmoothing(0.1).withReduction(r), SAME, CLASSES),
        of("ce_soft",
            r -> new CrossEntropyLoss().withWeight(weights()).withLabelSmoothing(0.2).withReduction(r), SAME, SOFT),
        of("nll", r -> new NLLLoss().withWeight(weights()).withIgnoreIndex(3).withReduction(r), LOG_SOFTMAX, CLASSES),
        of("kl", r -> new KLDivLoss(r, false), LOG_SOFTMAX, SOFT),
        of("kl_log", r -> new KLDivLoss(r, false).withLogTarget(), LOG_SOFTMAX, y -> y.softmax(1).log()),
        of("kl_batch", r -> (x, y) -> KLDivLoss.batchMean(x, y, false), LOG_SOFTMAX, SOFT),
        of("margin1", r -> new MultiMarginLoss(1, 1, r), SAME, CLASSES),
        of("margin2", r -> new MultiMarginLoss(2, 0.5, r), SAME, CLASSES),
        of("multilabel", MultiLabelSoftMarginLoss::new, SAME, BINARY),
        of("triplet", r -> {
          TripletMarginLoss loss = new TripletMarginLoss(2, 2, 1e-6, true, r);
          return (x, y) -> loss.apply(x, y, wave(5.0, 4, 5));
        }, SAME, SAME),
        of("cosine", r -> {
          CosineEmbeddingLoss loss = new CosineEmbeddingLoss(-0.5, r);
          return (x, y) -> loss.apply(x, y, Tensors.of(new long[] {1, -1, 1, -1}));
        }, SAME, SAME),
        of("ce_ignore", r -> new CrossEntropyLoss().withWeight(weights()).withReduction(r), x -> x.reshape(2, 5, 2),
            y -> Tensors.of(new long[] {0, 4, -100, 2}, 2, 2)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isPyTorchs(Case c) {
    for (Reduction reduction : Reduction.values()) {
      Scope.run(() -> {
        Tensor loss = c.loss.apply(reduction).apply(c.input.apply(wave(0.1, 4, 5).mul(2)),
            c.target.apply(wave(1.3, 4, 5).mul(2)));
        double[] expected = Golden.numbers("losses", c.name, reduction.name().toLowerCase(Locale.ROOT));
        assertThat(loss.reshape(-1).toDoubles()).as(reduction.toString()).containsExactly(expected, within(1e-10));
      });
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheRightGradient(Case c) {
    Scope.run(() -> {
      Tensor y = c.target.apply(wave(1.3, 4, 5).mul(2));
      Loss loss = c.loss.apply(Reduction.NONE);
      GradientCheck.check(in -> loss.apply(c.input.apply(in.get(0).mul(2)), y),
          List.of(wave(0.1, 4, 5).requiresGrad_(true)));
    });
  }
}
