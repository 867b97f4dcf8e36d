package dev.fovea.nn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LrRangeTestTest {
  /** A loss that falls around 1e-3 and explodes above 1. */
  private static double loss(double lr) {
    return 2 - Math.tanh(2 * (Math.log10(lr) + 3)) + Math.pow(lr, 3);
  }

  @Test
  void suggestsWhereTheLossFallsFastest() {
    LrRangeTest.Result result = new LrRangeTest(1e-6, 100, 161, 0, 4).run(LrRangeTestTest::loss);
    assertThat(Math.log10(result.suggested())).isCloseTo(-3, within(0.06));
    assertThat(result.lrs()[0]).isEqualTo(1e-6);
    assertThat(result.lrs()[1] / result.lrs()[0]).isCloseTo(Math.pow(1e8, 1 / 160.0), within(1e-9));
    assertThat(result.lrs()).as("ends early").hasSizeLessThan(161).hasSameSizeAs(result.losses());
    assertThat(result.smoothed()).isEqualTo(result.losses());
  }

  @Test
  void smoothingMakesUpForItsStart() {
    LrRangeTest.Result result = new LrRangeTest(1e-3, 1, 10).run(lr -> 5);
    for (double value : result.smoothed()) {
      assertThat(value).isCloseTo(5, within(1e-12));
    }
    assertThat(result.suggested()).isNaN();
  }

  @Test
  void endsAtALossThatIsNotFinite() {
    LrRangeTest.Result result = new LrRangeTest(1e-3, 1, 10).run(lr -> lr > 0.1 ? Double.NaN : 1 - lr);
    assertThat(result.losses()).hasSize(7);
    assertThat(result.suggested()).isFinite();
  }

  @Test
  void refusesAnEmptyRange() {
    assertThatThrownBy(() -> new LrRangeTest(1, 1, 10)).hasMessageContaining("lrMin < lrMax");
  }
}
