package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void detailsOfAGroupAreNoFigures() {
    Metrics metrics = Metrics.of("mean_iou", 0.5).and("iou/road", 0.75).and("loss", 1.25);
    assertThat(Metrics.isDetail("iou/road")).isTrue();
    assertThat(Metrics.isDetail("mean_iou")).isFalse();
    assertThat(metrics.figures().values().keySet()).containsExactly("mean_iou", "loss");
    assertThat(metrics.get("iou/road")).isEqualTo(0.75);
  }

  @Test
  void sharesAreReadAsPercents() {
    assertThat(Metrics.text("iou/road", 0.75)).isEqualTo("75.00 %");
    assertThat(Metrics.text("mean_iou", 0.5)).isEqualTo("50.00 %");
    assertThat(Metrics.text("loss", 1.25)).isEqualTo("1.250");
  }
}
