package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void linearTicksAreRound() {
    assertThat(Axis.linear(0.13, 2.71, 6, true).labels).containsExactly("0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0");
    assertThat(Axis.linear(0.912, 0.9171, 5, true).labels).containsExactly("0.912", "0.914", "0.916", "0.918");
    assertThat(Axis.linear(-30, 70, 4, false).labels).containsExactly("-25", "0", "25", "50");
    assertThat(Axis.linear(0, 8e6, 4, true).labels).containsExactly("0", "2e6", "4e6", "6e6", "8e6");
    assertThat(Axis.linear(0, 4e-7, 4, true).labels).containsExactly("0", "1e-7", "2e-7", "3e-7", "4e-7");
    assertThat(Axis.linear(1, 3, 8, false, 1).labels).containsExactly("1", "2", "3");
  }

  @Test
  void aSingleValueGetsAnAxisAroundIt() {
    for (double value : new double[] {0, 5, -3, 1e-12, 1e12}) {
      Axis axis = Axis.linear(value, value, 5, true);
      assertThat(axis.low).isLessThan(value);
      assertThat(axis.high).isGreaterThan(value);
      assertThat(axis.ticks.length).isBetween(2, 12);
    }
    assertThat(Axis.logarithmic(3, 3, 5).ticks).isNotEmpty();
  }

  @Test
  void logarithmicTicksAreDecadesOrTheirParts() {
    assertThat(Axis.logarithmic(1e-5, 10, 7).labels)
        .containsExactly("1e-5", "0.0001", "0.001", "0.01", "0.1", "1", "10");
    assertThat(Axis.logarithmic(1, 60, 7).labels).containsExactly("1", "2", "5", "10", "20", "50");
    assertThat(Axis.logarithmic(1e-30, 1, 6).ticks.length).isLessThanOrEqualTo(8);
    assertThat(Axis.logarithmic(1, 100, 5).place(10)).isCloseTo(0.5, within(1e-12));
  }
}
