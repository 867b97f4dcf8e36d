package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
  private static final ProgressLine HALF = new ProgressLine(1, 30, 12, 24, "loss 0.1235", 5123.4, "pictures", 187);

  @Test
  void showsEpochStepLossRateAndTime() {
    assertThat(HALF.render(120)).isEqualTo(
        "Epoch 2/30 |" + "█".repeat(15) + " ".repeat(15) + "| 12/24  loss 0.1235  5,123 pictures/s    3:07 left");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 72, 80, 100, 200})
  void neverFillsTheTerminal(int columns) {
    assertThat(HALF.render(columns).length()).isLessThan(columns);
    assertThat(HALF.render(columns)).startsWith("Epoch 2/30 ");
  }

  @Test
  void staysWholeAtTheStartAndTheEnd() {
    assertThat(new ProgressLine(0, 1, 0, 0, "loss -     ", 0, "pictures", Double.NaN).render(100))
        .isEqualTo("Epoch 1/1 |" + " ".repeat(30) + "| 0/0  loss -           - pictures/s       - left");
    assertThat(new ProgressLine(1, 1, 5, 5, "loss 1.0000", 10, "pictures", 0).render(100)).startsWith("Epoch 1/1 |" + "█".repeat(30) + "|");
  }

  @ParameterizedTest
  @CsvSource({"0.4,0 s", "59.4,59 s", "60,1:00", "187,3:07", "7387,2:03:07"})
  void tellsTimes(double seconds, String text) {
    assertThat(ProgressLine.time(seconds)).isEqualTo(text);
  }
}
