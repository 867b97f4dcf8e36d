package dev.fovea.nn.loss;

import static dev.fovea.nn.loss.Golden.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.loss.AdversarialLoss.Kind;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradientCheck;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The games of generators and critics, their penalties and their tricks, against the papers' equations. */
class AdversarialLossTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double log(double x) {
    return Math.log(x);
  }

  private static double d(double score) {
    return 1 / (1 + Math.exp(-score));
  }

  private static double mean(Tensor scores, DoubleUnaryOperator of) {
    double sum = 0;
    for (double score : scores.detach().toDoubles()) {
      sum += of.applyAsDouble(score);
    }
    return sum / scores.numel();
  }

  @Test
  void everyKindIsItsPapersEquation() {
    Tensor s = wave(0.3, 4, 3).mul(2);
    AdversarialLoss minimax = new AdversarialLoss(Kind.MINIMAX);
    equals(minimax.real(s), mean(s, x -> -log(d(x))));
    equals(minimax.fake(s), mean(s, x -> -log(1 - d(x))));
    equals(minimax.generator(s), mean(s, x -> log(1 - d(x))));
    AdversarialLoss saturates = new AdversarialLoss(Kind.NON_SATURATING);
    equals(saturates.real(s), mean(s, x -> -log(d(x))));
    equals(saturates.fake(s), mean(s, x -> -log(1 - d(x))));
    equals(saturates.generator(s), mean(s, x -> -log(d(x))));
    AdversarialLoss squares = new AdversarialLoss(Kind.LEAST_SQUARES, 1, -1, 0);
    equals(squares.real(s), mean(s, x -> (x - 1) * (x - 1)));
    equals(squares.fake(s), mean(s, x -> (x + 1) * (x + 1)));
    equals(squares.generator(s), mean(s, x -> x * x));
    AdversarialLoss hinge = new AdversarialLoss(Kind.HINGE);
    equals(hinge.real(s), mean(s, x -> Math.max(0, 1 - x)));
    equals(hinge.fake(s), mean(s, x -> Math.max(0, 1 + x)));
    equals(hinge.generator(s), mean(s, x -> -x));
    AdversarialLoss wasserstein = new AdversarialLoss(Kind.WASSERSTEIN);
    equals(wasserstein.critic(s, s.add(2)), 2);
    equals(wasserstein.generator(s), mean(s, x -> -x));
  }

  private static void equals(Tensor value, double expected) {
    assertThat(value.item()).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void hasTheRightGradients(Kind kind) {
    AdversarialLoss loss = new AdversarialLoss(kind);
    List<Tensor> scores = List.of(wave(0.3, 5, 1).mul(2).requiresGrad_(true), wave(1.9, 5, 1).requiresGrad_(true));
    GradientCheck.check(in -> loss.critic(in.get(0), in.get(1)), scores);
    GradientCheck.check(in -> loss.generator(in.get(0)), scores.subList(0, 1));
  }

  @Test
  void smoothingTheRealLabelLeavesTheOtherPartsAlone() {
    Tensor s = wave(0.3, 6);
    for (Kind kind : List.of(Kind.MINIMAX, Kind.NON_SATURATING, Kind.LEAST_SQUARES)) {
      AdversarialLoss plain = new AdversarialLoss(kind);
      AdversarialLoss smooth = plain.withRealLabel(0.9);
      assertThat(smooth.real(s).item()).isNotCloseTo(plain.real(s).item(), within(1e-3));
      assertThat(smooth.fake(s).item()).isEqualTo(plain.fake(s).item());
      assertThat(smooth.generator(s).item()).isEqualTo(plain.generator(s).item());
    }
    equals(new AdversarialLoss(Kind.NON_SATURATING).withRealLabel(0.9).real(s),
        mean(s, x -> -0.9 * log(d(x)) - 0.1 * log(1 - d(x))));
  }

  /** Far scores keep the non-saturating generator learning, and stop the minimax one, as Goodfellow et al. say. */
  @Test
  void onlyOneOfTheTwoSaturates() {
    Tensor lost = Tensors.of(new double[] {-20}).requiresGrad_(true);
    new AdversarialLoss(Kind.MINIMAX).generator(lost).backward();
    assertThat(Math.abs(lost.grad().item())).isLessThan(1e-8);
    lost.setGrad(null);
    new AdversarialLoss(Kind.NON_SATURATING).generator(lost).backward();
    assertThat(lost.grad().item()).isCloseTo(-1, within(1e-8));
  }

  @Test
  void labelsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> new AdversarialLoss(Kind.HINGE).withRealLabel(0.9)).hasMessageContaining("HINGE");
    assertThatThrownBy(() -> new AdversarialLoss(Kind.WASSERSTEIN, 1, 0.1, 1)).hasMessageContaining("labels");
    assertThatThrownBy(() -> new AdversarialLoss(Kind.MINIMAX).withRealLabel(1.2)).hasMessageContaining("[0, 1]");
    assertThatThrownBy(() -> new AdversarialLoss(Kind.MINIMAX, 1, 0, 0.5)).hasMessageContaining("goal");
    assertThatThrownBy(() -> new AdversarialLoss(Kind.LEAST_SQUARES, Double.NaN, 0, 1)).hasMessageContaining("finite");
    assertThatThrownBy(() -> new AdversarialLoss(Kind.HINGE).real(Tensors.zeros(DType.INT64, 3)))
        .isInstanceOf(TensorException.class).hasMessageContaining("floating-point score");
    assertThatThrownBy(() -> new AdversarialLoss(Kind.HINGE).fake(Tensors.zeros(0))).hasMessageContaining("one score");
  }

  /** A linear critic has the same gradient everywhere: its weights. */
  @Test
  void thePenaltyOfALinearCriticIsThatOfItsWeights() {
    Tensor w = Tensors.of(new double[] {0.6, -1.2, 0.4, 0.4}, 4, 1).requiresGrad_(true);
    double length = Math.sqrt(0.36 + 1.44 + 0.32);
    Tensor real = wave(0.1, 3, 1, 2, 2);
    Tensor fake = wave(0.7, 3, 1, 2, 2);
    Tensor penalty = GradientPenalty.WGAN_GP.apply(x -> x.flatten(1).matmul(w), real, fake);
    equals(penalty, 10 * (length - 1) * (length - 1));
    equals(new GradientPenalty(2, 0).apply(x -> x.flatten(1).matmul(w), real, fake), 2 * length * length);
    penalty.backward();
    double slope = 20 * (length - 1) / length;
    assertThat(w.grad().toDoubles()).containsExactly(new double[] {0.6 * slope, -1.2 * slope, 0.4 * slope, 0.4 * slope},
        within(1e-10));
    equals(GradientPenalty.r1(x -> x.flatten(1).matmul(w), real), length * length);
  }

  @Test
  void thePenaltyHasTheRightSecondGradient() {
    Tensor real = wave(0.1, 3, 4);
    List<Tensor> weights = List.of(wave(0.5, 4, 3).requiresGrad_(true), wave(2.5, 3, 1).requiresGrad_(true));
    GradientCheck.check(in -> GradientPenalty.WGAN_GP.of(
        GradientPenalty.gradients(x -> x.matmul(in.get(0)).tanh().matmul(in.get(1)), real)), weights);
    GradientCheck.check(in -> GradientPenalty.r1(x -> x.matmul(in.get(0)).tanh().matmul(in.get(1)), real), weights);
  }

  @Test
  void pointsBetweenLieWhereTheSharesSay() {
    Tensor real = Tensors.ones(3, 1, 2, 2);
    Tensor fake = Tensors.zeros(3, 1, 2, 2);
    Tensor between = GradientPenalty.between(real, fake, Tensors.of(new double[] {0, 0.25, 1}, 3, 1));
    assertThat(between.mean(1, 2, 3).toDoubles()).containsExactly(0, 0.25, 1);
    assertThatThrownBy(() -> GradientPenalty.between(real, fake, Tensors.zeros(2))).hasMessageContaining("one share");
    assertThatThrownBy(() -> GradientPenalty.between(real, Tensors.zeros(2, 1, 2, 2), Tensors.zeros(3)))
        .hasMessageContaining("one shape");
    assertThatThrownBy(() -> new GradientPenalty(-1, 1)).hasMessageContaining("weight");
  }

  @Test
  void theHistoryIsTheMeanOfWhatWasRecorded() {
    Tensor weight = Tensors.of(new double[] {1, 2}).requiresGrad_(true);
    try (HistoricalAveraging history = new HistoricalAveraging(List.of(weight))) {
      assertThatThrownBy(history::penalty).isInstanceOf(IllegalStateException.class).hasMessageContaining("record()");
      history.record();
      weight.detach().copy_(Tensors.of(new double[] {3, 2}));
      history.record();
      weight.detach().copy_(Tensors.of(new double[] {5, 0}));
      equals(history.penalty(), 9 + 4);
      history.penalty().backward();
      assertThat(weight.grad().toDoubles()).containsExactly(new double[] {6, -4}, within(1e-12));
    }
    assertThatThrownBy(() -> new HistoricalAveraging(List.of())).hasMessageContaining("at least one");
  }

  @Test
  void featuresMatchWhereTheirMeansDo() {
    Tensor real = Tensors.of(new double[] {1, 2, 3, 4}, 2, 2);
    Tensor fake = Tensors.of(new double[] {2, 2, 2, 2, 2, 5}, 3, 2);
    equals(new FeatureMatchingLoss(FeatureMatchingLoss.Distance.L2).apply(fake, real), 0);
    equals(new FeatureMatchingLoss().apply(fake.add(1), real), 1);
    assertThatThrownBy(() -> new FeatureMatchingLoss().apply(fake, Tensors.zeros(2, 3)))
        .hasMessageContaining("as many");
  }
}
