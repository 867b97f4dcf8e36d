package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.image.Image;
import dev.fovea.image.PcaColorJitter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColorAxesTest {
  /** Pictures whose colours vary along (0.8, 0.6, 0) with deviation 20 around grey, and a little in blue. */
  private static MemoryImages pictures() {
    int count = 40;
    byte[] pixels = new byte[count * 3 * 4];
    SplitMix64 random = new SplitMix64(3);
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < 4; p++) {
        double along = 20 * random.nextGaussian();
        pixels[i * 12 + p] = (byte) Math.round(128 + 0.8 * along);
        pixels[i * 12 + 4 + p] = (byte) Math.round(128 + 0.6 * along);
        pixels[i * 12 + 8 + p] = (byte) Math.round(128 + 2 * random.nextGaussian());
      }
    }
    return new MemoryImages("axes", List.of("one"), 3, 2, 2, pixels, new int[count]);
  }

  @Test
  void findsTheAxesOfTheColours() {
    ColorAxes axes = ColorAxes.fit(pictures(), 1000);
    assertThat(axes.directions()[0]).containsExactly(new double[] {0.8, 0.6, 0}, within(0.05));
    assertThat(axes.deviations()[0]).isCloseTo(20, within(4.0));
    assertThat(axes.deviations()[1]).isCloseTo(2, within(0.6));
    assertThat(axes.deviations()[2]).isLessThan(1);
  }

  @Test
  void movesAllPixelsOfAPictureAlike() {
    PcaColorJitter jitter = new PcaColorJitter(new double[][] {{0.8, 0.6, 0}, {0, 0, 1}, {0.6, -0.8, 0}},
        new double[] {20, 0, 0}, 1);
    Image grey = new Image(2, 1, 3, new byte[] {100, 100, 100, 50, 60, 70});
    Image moved = jitter.apply(grey, new SplitMix64(1));
    int red = moved.get(0, 0, 0) - 100;
    assertThat(red).isNotZero();
    assertThat(moved.get(0, 0, 1) - 100).isCloseTo((int) Math.round(red * 0.75), within(1));
    assertThat(moved.get(0, 0, 2)).isEqualTo(100);
    assertThat(moved.get(1, 0, 0) - 50).isEqualTo(red);
    assertThat(jitter.apply(grey, new SplitMix64(1))).isEqualTo(moved);
    assertThat(grey.get(0, 0, 0)).isEqualTo(100);
  }

  @Test
  void strengthsAndShapesAreChecked() {
    assertThatThrownBy(() -> new PcaColorJitter(new double[2][3], new double[3], 0.1))
        .hasMessageContaining("three directions");
    assertThatThrownBy(() -> new PcaColorJitter(new double[3][3], new double[3], -1)).hasMessageContaining("strength");
    PcaColorJitter jitter = new PcaColorJitter(new double[3][3], new double[3], 0.1);
    assertThatThrownBy(() -> jitter.apply(new Image(1, 1, 1), new SplitMix64(1))).hasMessageContaining("3 channels");
  }
}
