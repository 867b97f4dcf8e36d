package dev.fovea.models.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.generative.NoiseSchedule.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoiseScheduleTest {
  /** The linear schedule's betas run from 1e-4 to 0.02 (Ho et al., 2020, section 4). */
  @Test
  void linearBetasAreThePapers() {
    NoiseSchedule linear = NoiseSchedule.of(Kind.LINEAR, 1000);
    assertThat(linear.beta(0)).isEqualTo(1e-4);
    assertThat(linear.beta(999)).isCloseTo(0.02, within(1e-15));
    assertThat(linear.alphaBar(999)).isCloseTo(4.0358e-5, within(1e-9));
    assertThat(NoiseSchedule.of(Kind.LINEAR, 100).beta(0)).isCloseTo(1e-3, within(1e-15));
  }

  /** alpha-bar is f(t) / f(0) with f a squared cosine (Nichol and Dhariwal, 2021, equation 17), but for the last. */
  @Test
  void cosineAlphaBarIsThePapers() {
    NoiseSchedule cosine = NoiseSchedule.of(Kind.COSINE, 500);
    double start = Math.pow(Math.cos(0.008 / 1.008 * Math.PI / 2), 2);
    for (int t = 0; t < 499; t++) {
      double f = Math.pow(Math.cos(((t + 1) / 500.0 + 0.008) / 1.008 * Math.PI / 2), 2);
      assertThat(cosine.alphaBar(t)).isCloseTo(f / start, within(1e-12));
    }
    assertThat(cosine.beta(499)).isEqualTo(0.999);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noiseGrows(Kind kind) {
    NoiseSchedule schedule = NoiseSchedule.of(kind, 200);
    for (int t = 1; t < 200; t++) {
      assertThat(schedule.beta(t)).isBetween(0.0, 1.0);
      assertThat(schedule.alphaBar(t)).isLessThan(schedule.alphaBar(t - 1));
      assertThat(schedule.alphaBarPrevious(t)).isEqualTo(schedule.alphaBar(t - 1));
      assertThat(schedule.posteriorVariance(t)).isBetween(0.0, schedule.beta(t));
    }
    assertThat(schedule.posteriorVariance(0)).isZero();
    assertThat(schedule.alphaBarNext(199)).isZero();
  }

  @Test
  void respacingKeepsTheNoiseOfWhatItKeeps() {
    NoiseSchedule all = NoiseSchedule.of(Kind.COSINE, 1000);
    NoiseSchedule some = all.respaced(new Respacing("20"));
    assertThat(some.steps()).isEqualTo(20);
    for (int t = 0; t < 20; t++) {
      assertThat(some.alphaBar(t)).isCloseTo(all.alphaBar(some.timestep(t)), within(1e-12));
    }
    assertThat(some.timestep(19)).isEqualTo(999);
    NoiseSchedule fewer = some.respaced(new Respacing("3"));
    assertThat(fewer.timestep(2)).as("steps of the first process").isEqualTo(999);
    assertThat(fewer.alphaBar(0)).isCloseTo(all.alphaBar(0), within(1e-12));
  }

  @Test
  void oneStepHasFiniteVariances() {
    NoiseSchedule one = NoiseSchedule.of(0.5);
    assertThat(one.posteriorLogVariance(0)).isEqualTo(Math.log(0.5));
    assertThat(one.largeVariance(0)).isEqualTo(0.5);
  }

  @Test
  void betasBeyondOneAreRefused() {
    assertThatThrownBy(() -> NoiseSchedule.of(Kind.LINEAR, 20)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 20 steps");
    assertThatThrownBy(() -> NoiseSchedule.of(Kind.COSINE, 0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0");
    assertThatThrownBy(() -> NoiseSchedule.of(0.1, 0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at step 1 of 2");
  }
}
