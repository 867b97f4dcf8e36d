package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files were written by Pillow 9.4: 4 x 2 pixels with the numbers 0 1 2 3, 3 2 1 0, in five kinds of PNG. */
class NumberedPngTest {
  private static final byte[] NUMBERS = {0, 1, 2, 3, 3, 2, 1, 0};
  private static final String PALETTE =
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACAgMAAAACxpXwAAAADFBMVEUJCAf/AAAA/wAAAP9edtNxAAAADElEQVR4nGOQZngC"
      + "AAE5AQBFZJGbAAAAAElFTkSuQmCC";
  private static final String PALETTE_2_BITS =
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACAgMAAAACxpXwAAAADFBMVEUJCAf/AAAA/wAAAP9edtNxAAAADElEQVR4nGOQZngC"
      + "AAE5AQBFZJGbAAAAAElFTkSuQmCC";
  private static final String GREY =
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAAAAABawyK/AAAAEklEQVR4nGNkYGRkZGBmYmQAAAA9AAvSmNBBAAAAAElFTkSu"
      + "QmCC";
  private static final String GREY_16 =
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACEAAAAAAKU/78AAAAGElEQVR4nAXBAQEAAAjDIOb7dxZCEnPiAQBqAAuM5NVMAAAA"
      + "AElFTkSuQmCC";
  private static final String GREY_1_BIT =
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACAQAAAABX00DOAAAADElEQVR4nGMIYAoAAAFIAKPHjtlHAAAAAElFTkSuQmCC";
  private static final String GREY_LARGE =
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACEAAAAAAKU/78AAAAGUlEQVR4nAXBAQEAAAiAIKw7/d8XhCTWdDwA7wA3AwBwpAAA"
      + "AABJRU5ErkJggg==";

  @Test
  void everyKindGivesItsNumbers() {
    for (String file : List.of(PALETTE, PALETTE_2_BITS, GREY, GREY_16)) {
      byte[] bytes = Base64.getDecoder().decode(file);
      assertThat(NumberedPng.holdsNumbers(bytes)).isTrue();
      assertThat(NumberedPng.decode(bytes)).isEqualTo(new Image(4, 2, 1, NUMBERS));
    }
    assertThat(NumberedPng.decode(Base64.getDecoder().decode(GREY_1_BIT)).data())
        .containsExactly(0, 1, 0, 1, 1, 0, 1, 0);
  }

  @Test
  void coloursAreNoNumbers() {
    byte[] rgb = new Image(4, 2, 3).toPng();
    assertThat(NumberedPng.holdsNumbers(rgb)).isFalse();
    assertThat(NumberedPng.holdsNumbers(new Image(4, 2, 3).toJpeg(90))).isFalse();
    assertThat(NumberedPng.holdsNumbers(new byte[0])).isFalse();
    assertThatThrownBy(() -> NumberedPng.decode(rgb)).isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("colours");
  }

  @Test
  void whatIsWrittenReadsBackAndShowsItsColours() {
    Image numbers = new Image(4, 2, 1, new byte[] {0, 1, 2, (byte) 255, 2, 2, 0, 1});
    byte[] file = NumberedPng.encode(numbers, List.of(0x102030, 0xff0000, 0x00ff00));
    assertThat(NumberedPng.decode(file)).isEqualTo(numbers);
    Image shown = Image.decode(file);
    assertThat(new int[] {shown.get(0, 0, 0), shown.get(0, 0, 1), shown.get(0, 0, 2)}).containsExactly(16, 32, 48);
    assertThat(shown.get(1, 0, 0)).isEqualTo(255);
    assertThat(shown.get(3, 0, 0)).isZero();
    assertThatThrownBy(() -> NumberedPng.encode(new Image(4, 2, 3), List.of()))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("grey");
  }

  @Test
  void aNumberAbove255IsAnErrorThatSaysWhere() {
    assertThatThrownBy(() -> NumberedPng.decode(Base64.getDecoder().decode(GREY_LARGE)))
        .isInstanceOf(ImageFormatException.class).hasMessageContaining("300 at (2, 1)");
  }

  @Test
  void damageIsAnError() {
    byte[] whole = NumberedPng.encode(new Image(40, 40, 1), List.of(0));
    for (int length = 26; length < whole.length; length += 7) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> NumberedPng.decode(part)).isInstanceOf(ImageFormatException.class);
    }
    for (int at = 16; at < whole.length; at += 3) {
      byte[] other = whole.clone();
      other[at] ^= 0x5a;
      try {
        NumberedPng.decode(other);
      } catch (ImageFormatException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
