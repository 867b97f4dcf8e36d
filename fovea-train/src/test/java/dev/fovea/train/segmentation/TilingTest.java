package dev.fovea.train.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.train.segmentation.Tiling.Stretch;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilingTest {
  @ParameterizedTest
  @CsvSource({"32, 0", "32, 16", "64, 32", "64, 16", "96, 48", "128, 64", "512, 128"})
  void theWeightsOfEveryPixelAddUpToOne(int tile, int overlap) {
    Tiling tiling = new Tiling(tile, overlap);
    for (int side = 1; side < 6 * tile; side += side < 200 ? 1 : 7) {
      List<Stretch> stretches = tiling.stretches(side);
      double[] sums = new double[side];
      for (int i = 0; i < stretches.size(); i++) {
        Stretch stretch = stretches.get(i);
        assertThat(stretch.start() % Tiling.GRID).isZero();
        assertThat(stretch.length()).isLessThanOrEqualTo(tile).isPositive();
        assertThat(stretch.end()).isLessThanOrEqualTo(side);
        if (i > 0) {
          assertThat(stretches.get(i - 1).end() - stretch.start()).isGreaterThanOrEqualTo(Math.min(overlap, 1));
        }
        float[] weights = stretch.weights().toFloats();
        for (int j = 0; j < weights.length; j++) {
          assertThat(weights[j]).isBetween(0f, 1f);
          sums[stretch.start() + j] += weights[j];
          boolean nearItsStart = i > 0 && j < overlap / 4;
          boolean nearItsEnd = i < stretches.size() - 1 && j >= weights.length - overlap / 4;
          if (nearItsStart || nearItsEnd) {
            assertThat(weights[j]).as("tile %s, side %s, stretch %s, pixel %s", tile, side, i, j).isZero();
          }
        }
      }
      assertThat(stretches.get(0).start()).isZero();
      assertThat(stretches.get(stretches.size() - 1).end()).isEqualTo(side);
      for (double sum : sums) {
        assertThat(sum).isCloseTo(1, Offset.offset(1e-6));
      }
    }
  }

  @Test
  void noMoreSquaresThanNeeded() {
    assertThat(new Tiling(512, 128).stretches(512)).hasSize(1);
    assertThat(new Tiling(512, 128).stretches(513)).hasSize(2);
    assertThat(new Tiling(512, 128).stretches(896)).hasSize(2);
    assertThat(new Tiling(512, 128).stretches(897)).hasSize(3);
  }

  @Test
  void sizesAreChecked() {
    assertThatThrownBy(() -> new Tiling(100, 16)).hasMessageContaining("tile").hasMessageContaining("100");
    assertThatThrownBy(() -> new Tiling(16, 0)).hasMessageContaining("32");
    assertThatThrownBy(() -> new Tiling(64, 48)).hasMessageContaining("overlap").hasMessageContaining("48");
    assertThatThrownBy(() -> new Tiling(64, 8)).hasMessageContaining("8");
  }
}
