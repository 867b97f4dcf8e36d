package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.image.Image;
import org.junit.jupiter.api.Test;

/** The expected weights are those of scipy 1.10: ndimage.label and distance_transform_edt of every part. */
class BorderWeightsTest {
  private static final String MASK = """
      00000000000222
      01111011100222
      01111011100000
      01111011100000
      00000020000000
      00000000000000
      00111111110000
      00111111110000
      0011111111000v
      """;

  private static final float[] EXPECTED = {
      0.00888851f, 0.0956395f, 0.375991f, 1.14685f, 2.70085f, 3.67879f, 2.70085f,
      1.14685f, 1.35335f, 2.32909f, 2.70085f, 0f, 0f, 0f,
      0.061194f, 0f, 0f, 0f, 0f, 6.06531f, 0f,
      0f, 0f, 3.24652f, 3.24652f, 0f, 0f, 0f,
      0.236821f, 0f, 0f, 0f, 0f, 6.06531f, 0f,
      0f, 0f, 2.70085f, 2.32909f, 1.35335f, 0.439369f, 0.11109f,
      0.705532f, 0f, 0f, 0f, 0f, 6.06531f, 0f,
      0f, 0f, 1.60076f, 1.06136f, 0.439369f, 0.11109f, 0.0218749f,
      1.05399f, 2.70085f, 3.24652f, 3.24652f, 3.24652f, 4.82607f, 0f,
      6.06531f, 3.24652f, 2.32909f, 0.82085f, 0.143168f, 0.0427845f, 0.00931139f,
      0.82085f, 2.32909f, 3.24652f, 3.24652f, 3.24652f, 4.82607f, 6.06531f,
      4.82607f, 3.24652f, 2.70085f, 1.05399f, 0.140439f, 0.0164128f, 0.00261754f,
      0.357524f, 1.35335f, 0f, 0f, 0f, 0f, 0f,
      0f, 0f, 0f, 0.705532f, 0.0766324f, 0.00335463f, 0.000400653f,
      0.0921841f, 0.439369f, 0f, 0f, 0f, 0f, 0f,
      0f, 0f, 0f, 0.236821f, 0.0218749f, 0.000854447f, 0f,
      0.0183721f, 0.11109f, 0f, 0f, 0f, 0f, 0f,
      0f, 0f, 0f, 0.061194f, 0.00468734f, 0f, 0f
  };

  private static Image mask(String text) {
    String[] rows = text.strip().split("\n");
    Image mask = new Image(rows[0].length(), rows.length, 1);
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length(); x++) {
        mask.set(x, y, 0, rows[y].charAt(x) == 'v' ? MaskedImage.VOID : rows[y].charAt(x) - '0');
      }
    }
    return mask;
  }

  @Test
  void gapsBetweenThingsWeighMore() {
    float[] weights = new BorderWeights(10, 2).of(mask(MASK));
    assertThat(weights).hasSize(EXPECTED.length);
    for (int i = 0; i < weights.length; i++) {
      assertThat(weights[i]).as("pixel " + i).isCloseTo(EXPECTED[i], within(1e-4f));
    }
  }

  @Test
  void oneThingOrNoneHasNoGap() {
    assertThat(new BorderWeights(10, 5).of(mask("0000\n0110\n0000"))).containsOnly(0);
    assertThat(new BorderWeights(10, 5).of(mask("000\n000"))).containsOnly(0);
    assertThat(new BorderWeights(10, 5).of(mask("111\nvvv"))).containsOnly(0);
  }

  @Test
  void cornersDoNotConnect() {
    float[] weights = new BorderWeights(10, 5).of(mask("10\n01"));
    assertThat(weights[1]).isCloseTo((float) (10 * Math.exp(-4 / 50.0)), within(1e-4f));
    assertThat(weights[0]).isZero();
  }

  @Test
  void numbersAreChecked() {
    assertThatThrownBy(() -> new BorderWeights(-1, 5)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new BorderWeights(10, 0)).hasMessageContaining("sigma");
  }
}
