package dev.fovea.models.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.generative.DiffusionSampler.Method;
import dev.fovea.models.generative.DiffusionSampler.Watcher;
import dev.fovea.models.generative.GaussianDiffusion.MeanType;
import dev.fovea.models.generative.GaussianDiffusion.VarianceType;
import dev.fovea.models.generative.NoiseSchedule.Kind;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GaussianDiffusionTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.of(Kind.COSINE, 100);

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
    Generator.seedAll(5);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor steps(long... t) {
    return Tensors.of(t);
  }

  /** A network that knows the picture, and so the noise in any noisy version of it. */
  private static Denoiser knowing(Tensor xStart) {
    return (x, t) -> {
      double[] kept = new double[(int) t.size(0)];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = SCHEDULE.alphaBar((int) t.toLongs()[i]);
      }
      Tensor alphaBar = Tensors.of(kept, kept.length, 1, 1, 1);
      return x.sub(xStart.mul(alphaBar.sqrt())).div(alphaBar.rsub(1).sqrt()).to(x.dtype());
    };
  }

  @Test
  void noisyPicturesHaveTheRightMeanAndVariance() {
    GaussianDiffusion process = new GaussianDiffusion(SCHEDULE);
    Tensor x = Tensors.full(0.5, dev.fovea.tensor.DType.FLOAT32, 1, 1, 300, 300);
    Tensor noisy = process.qSample(x, steps(60), Tensors.randnLike(x));
    double kept = SCHEDULE.alphaBar(60);
    assertThat(noisy.mean().item()).isCloseTo(0.5 * Math.sqrt(kept), within(0.02));
    assertThat(noisy.var().item()).isCloseTo(1 - kept, within(0.02));
  }

  /** q(x_(t-1) | x_t, x_0) is proportional to q(x_t | x_(t-1)) q(x_(t-1) | x_0): a product of two normal densities. */
  @Test
  void thePosteriorIsBayes() {
    GaussianDiffusion process = new GaussianDiffusion(SCHEDULE);
    int t = 40;
    double xStart = 0.3;
    double x = -0.7;
    double alpha = 1 - SCHEDULE.beta(t);
    double priorVariance = 1 - SCHEDULE.alphaBarPrevious(t);
    double precision = alpha / SCHEDULE.beta(t) + 1 / priorVariance;
    double mean = (Math.sqrt(alpha) * x / SCHEDULE.beta(t)
        + Math.sqrt(SCHEDULE.alphaBarPrevious(t)) * xStart / priorVariance) / precision;
    GaussianDiffusion.Normal posterior = process.qPosterior(Tensors.scalar(xStart).view(1, 1, 1, 1),
        Tensors.scalar(x).view(1, 1, 1, 1), steps(t));
    assertThat(posterior.mean().item()).isCloseTo(mean, within(1e-5));
    assertThat(posterior.variance().item()).isCloseTo(1 / precision, within(1e-6));
    assertThat(posterior.logVariance().item()).isCloseTo(-Math.log(precision), within(1e-4));
  }

  @ParameterizedTest
  @CsvSource({"DDIM, 5, 0", "DDIM, 100, 0", "DDIM, 20, 0.7", "DDPM, 100, 0", "DDPM, 10, 0", "DDIM, 1, 0"})
  void aNetworkThatKnowsThePictureLeadsThere(Method method, int steps, double eta) {
    Tensor picture = Tensors.rand(2, 1, 4, 4).mul(1.8).sub(0.9);
    Tensor start = Tensors.randn(2, 1, 4, 4);
    List<Integer> seen = new ArrayList<>();
    try (GaussianDiffusion process = new GaussianDiffusion(SCHEDULE);
        DiffusionSampler sampler = new DiffusionSampler(process, method, steps, eta)) {
      Tensor made = sampler.sample(knowing(picture), start, () -> Tensors.randnLike(start),
          (done, all, timestep, x, xStart) -> {
            assertThat(all).isEqualTo(steps);
            assertThat(xStart.allClose(picture, 1e-3, 2e-2)).isTrue();
            seen.add(timestep);
          });
      assertThat(made.allClose(picture, 1e-4, 1e-3)).isTrue();
    }
    assertThat(seen).hasSize(steps).isSortedAccordingTo((a, b) -> b - a);
    assertThat(seen.get(0)).isEqualTo(99);
  }

  /** DDIM with all its noise is DDPM with the small variance: Song et al., 2021, section 4.1. */
  @Test
  void ddimWithEtaOneIsDdpm() {
    GaussianDiffusion process = new GaussianDiffusion(SCHEDULE, MeanType.EPSILON, VarianceType.FIXED_SMALL);
    Tensor x = Tensors.randn(3, 2, 5, 5);
    Tensor output = Tensors.randn(3, 2, 5, 5);
    Tensor noise = Tensors.randn(3, 2, 5, 5);
    Tensor t = steps(1, 30, 70);
    Tensor ddpm = process.pSample((a, b) -> output, x, t, noise, false).sample();
    Tensor ddim = process.ddimSample((a, b) -> output, x, t, noise, false, 1).sample();
    assertThat(ddim.allClose(ddpm, 1e-3, 1e-3)).isTrue();
    assertThat(process.ddimSample((a, b) -> output, x, t, noise, false, 0).sample().allClose(ddpm, 1e-3, 1e-3))
        .isFalse();
  }

  @Test
  void theFirstStepAddsNoNoise() {
    GaussianDiffusion process = new GaussianDiffusion(SCHEDULE);
    Tensor x = Tensors.randn(2, 1, 3, 3);
    Denoiser denoiser = (a, b) -> Tensors.zerosLike(a);
    Tensor one = process.pSample(denoiser, x, steps(0, 5), Tensors.randn(2, 1, 3, 3), true).sample();
    Tensor other = process.pSample(denoiser, x, steps(0, 5), Tensors.randn(2, 1, 3, 3), true).sample();
    assertThat(one.get(0).equal(other.get(0))).isTrue();
    assertThat(one.get(1).equal(other.get(1))).isFalse();
  }

  @Test
  void theWayBackFindsTheNoise() {
    GaussianDiffusion process = new GaussianDiffusion(SCHEDULE);
    Tensor picture = Tensors.rand(1, 1, 4, 4).sub(0.5);
    Denoiser denoiser = knowing(picture);
    Tensor x = process.qSample(picture, steps(50), Tensors.randn(1, 1, 4, 4));
    Tensor up = process.ddimReverseSample(denoiser, x, steps(50), true).sample();
    Tensor down = process.ddimSample(denoiser, up, steps(51), up, true, 0).sample();
    assertThat(down.allClose(x, 1e-4, 1e-4)).isTrue();
    assertThat(up.allClose(x, 1e-4, 1e-4)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(MeanType.class)
  void whatIsPredictedMakesNoDifferenceWhereItIsRight(MeanType type) {
    GaussianDiffusion process = new GaussianDiffusion(SCHEDULE, type, VarianceType.FIXED_SMALL);
    Tensor picture = Tensors.rand(2, 1, 3, 3).sub(0.5);
    Tensor t = steps(7, 90);
    Tensor noise = Tensors.randn(2, 1, 3, 3);
    Tensor x = process.qSample(picture, t, noise);
    Tensor mean = process.qPosterior(picture, x, t).mean();
    Tensor output = switch (type) {
      case EPSILON -> noise;
      case START_X -> picture;
      case PREVIOUS_X -> mean;
    };
    GaussianDiffusion.Prediction prediction = process.pMeanVariance((a, b) -> output, x, t, false);
    assertThat(prediction.predXstart().allClose(picture, 1e-3, 1e-3)).isTrue();
    assertThat(prediction.mean().allClose(mean, 1e-4, 1e-4)).isTrue();
    DiffusionLoss.Terms terms = new DiffusionLoss(process, DiffusionLoss.Kind.MSE).apply((a, b) -> output, picture, t,
        noise);
    assertThat(terms.loss().abs().max().item()).isLessThan(1e-9);
    Tensor bound = new DiffusionLoss(process, DiffusionLoss.Kind.KL).apply((a, b) -> output, picture, t, noise).loss();
    assertThat(bound.abs().max().item()).as("nothing is lost in bits").isLessThan(1e-3);
  }

  @Test
  void learnedVariancesStayBetweenTheFixedOnes() {
    Tensor x = Tensors.randn(1, 1, 2, 2);
    Tensor t = steps(30);
    GaussianDiffusion process = new GaussianDiffusion(SCHEDULE, MeanType.EPSILON, VarianceType.LEARNED_RANGE);
    for (double v : new double[] {-1, 0, 1}) {
      Tensor output = Tensors.cat(List.of(x, Tensors.full(v, x.dtype(), 1, 1, 2, 2)), 1);
      double log = process.pMeanVariance((a, b) -> output, x, t, true).logVariance().mean().item();
      double small = Math.log(SCHEDULE.posteriorVariance(30));
      double large = Math.log(SCHEDULE.beta(30));
      assertThat(log).isCloseTo(small + (v + 1) / 2 * (large - small), within(1e-5));
    }
  }

  @Test
  void samplesOfABatchAreIndependent() {
    GaussianDiffusion process = new GaussianDiffusion(SCHEDULE);
    Tensor x = Tensors.randn(2, 1, 4, 4);
    Tensor noise = Tensors.randn(2, 1, 4, 4);
    Denoiser denoiser = (a, b) -> a.mul(0.5);
    Tensor both = process.pSample(denoiser, x, steps(3, 80), noise, true).sample();
    Tensor second = process.pSample(denoiser, x.narrow(0, 1, 1), steps(80), noise.narrow(0, 1, 1), true).sample();
    assertThat(both.narrow(0, 1, 1).allClose(second, 1e-6, 1e-6)).isTrue();
  }

  @Test
  void theNetworkIsToldStepsOfTheWholeProcess() {
    List<Long> told = new ArrayList<>();
    try (GaussianDiffusion process = new GaussianDiffusion(SCHEDULE);
        DiffusionSampler sampler = new DiffusionSampler(process, Method.DDIM, 4, 0)) {
      Tensor start = Tensors.randn(1, 1, 2, 2);
      sampler.sample((x, t) -> {
        told.add(t.toLongs()[0]);
        return x;
      }, start, () -> start, Watcher.NONE);
    }
    assertThat(told).containsExactly(99L, 66L, 33L, 0L);
  }

  @Test
  void samplingLeavesOnlyThePictures() {
    try (GaussianDiffusion process = new GaussianDiffusion(SCHEDULE);
        DiffusionSampler sampler = new DiffusionSampler(process, Method.DDPM, 50, 0)) {
      Tensor start = Tensors.randn(1, 1, 8, 8);
      int before = scope.size();
      sampler.sample((x, t) -> x.mul(0.9), start, () -> Tensors.randnLike(start), Watcher.NONE);
      assertThat(scope.size()).isEqualTo(before + 1);
      assertThat(start.isFreed()).isFalse();
    }
  }

  @Test
  void wrongInputIsExplained() {
    GaussianDiffusion process = new GaussianDiffusion(SCHEDULE);
    Tensor x = Tensors.randn(2, 3, 4, 4);
    assertThatThrownBy(() -> process.qSample(x, steps(1), x)).isInstanceOf(TensorException.class)
        .hasMessageContaining("a step for each");
    assertThatThrownBy(() -> process.qSample(x, steps(1, 100), x)).isInstanceOf(TensorException.class);
    GaussianDiffusion learned = new GaussianDiffusion(SCHEDULE, MeanType.EPSILON, VarianceType.LEARNED);
    assertThatThrownBy(() -> learned.pMeanVariance((a, b) -> a, x, steps(1, 2), true))
        .isInstanceOf(TensorException.class).hasMessageContaining("6 channels").hasMessageContaining("learned");
    assertThatThrownBy(() -> process.ddimSample((a, b) -> a, x, steps(1, 2), x, true, 1.5))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> new DiffusionSampler(process, Method.DDPM, 101, 0))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1 to 100");
  }
}
