package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RegionsTest {
  private static boolean[] mask(String rows) {
    String flat = rows.replace(" ", "");
    boolean[] mask = new boolean[flat.length()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = flat.charAt(i) == '#';
    }
    return mask;
  }

  @Test
  void theLargestPartTouchesBySides() {
    boolean[] mask = mask("##..# .#..# #..## ...#.");
    assertThat(Regions.largest(mask, 5, 4)).contains(new Box(3, 0, 2, 4));
  }

  @Test
  void theEndOfARowDoesNotTouchTheStartOfTheNext() {
    assertThat(Regions.largest(mask("..# ##. ..."), 3, 3)).contains(new Box(0, 1, 2, 1));
  }

  @Test
  void anEmptyMaskHasNone() {
    assertThat(Regions.largest(new boolean[6], 3, 2)).isEmpty();
    assertThatThrownBy(() -> Regions.largest(new boolean[5], 3, 2)).hasMessageContaining("6 values, but 5");
  }
}
