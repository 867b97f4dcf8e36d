package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.PictureForm.Kind;
import dev.fovea.image.Canvas;
import dev.fovea.image.Image;
import java.awt.Color;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureFormTest {
  private static final PictureForm CENTRED = new PictureForm(Kind.CENTRED, 40);

  /** An L of thick strokes in a corner of a plain ground. */
  static Image drawing(Color ground, Color ink, int x, int y, int size) {
    Image picture = new Image(105, 105, 3);
    Canvas canvas = new Canvas(picture).fillRectangle(0, 0, 105, 105, ground);
    return canvas.fillRectangle(x, y, 3, size, ink).fillRectangle(x, y + size - 3, size, 3, ink).toImage();
  }

  @Test
  void inkIsWhiteOnBlackWhicheverWayItWasDrawn() {
    PictureForm whole = new PictureForm(Kind.WHOLE, 105);
    Image dark = whole.fit(drawing(Color.WHITE, Color.BLACK, 20, 30, 40));
    Image bright = whole.fit(drawing(new Color(20, 30, 40), new Color(200, 220, 180), 20, 30, 40));
    assertThat(dark.channels()).isEqualTo(1);
    assertThat(dark).isEqualTo(bright);
    assertThat(dark.get(21, 50, 0)).isEqualTo(255);
    assertThat(dark.get(50, 50, 0)).isZero();
  }

  @Test
  void aDrawingIsCentredWhereverAndHoweverLargeItIs() {
    Image small = CENTRED.fit(drawing(Color.WHITE, Color.BLACK, 60, 10, 32));
    Image same = CENTRED.fit(drawing(Color.WHITE, Color.BLACK, 3, 70, 32));
    assertThat(small).isEqualTo(same);
    assertThat(small.get(4, 20, 0)).isGreaterThan(200);
    assertThat(small.get(20, 35, 0)).isGreaterThan(200);
    assertThat(small.get(3, 20, 0)).isZero();
    assertThat(small.get(25, 10, 0)).isZero();
    Image large = CENTRED.fit(drawing(Color.WHITE, Color.BLACK, 2, 2, 96));
    assertThat(large.get(4, 20, 0)).isGreaterThan(200);
    assertThat(large.get(36, 20, 0)).isZero();
  }

  @Test
  void aShadowAndGrainOfThePaperAreNoInk() {
    Image picture = new Image(600, 450, 3);
    Random random = new Random(1);
    for (int y = 0; y < 450; y++) {
      for (int x = 0; x < 600; x++) {
        boolean stroke = x >= 200 && x < 215 && y >= 100 && y < 350 || y >= 335 && y < 350 && x >= 200 && x < 400;
        double light = 1 - 0.5 * x / 600;
        int value = (int) Math.round(light * (stroke ? 60 : 230) + random.nextGaussian() * 4);
        for (int c = 0; c < 3; c++) {
          picture.set(x, y, c, Math.min(255, Math.max(0, value)));
        }
      }
    }
    Image fit = CENTRED.fit(picture);
    int inked = 0;
    for (byte value : fit.data()) {
      inked += (value & 0xff) > 40 ? 1 : 0;
    }
    assertThat(inked).isCloseTo(32 * 2 + 26 * 2, within(40));
    assertThat(fit.get(8, 20, 0)).isGreaterThan(200);
    assertThat(fit.get(25, 12, 0)).isZero();
  }

  @Test
  void otherShapesGetABorderAndPhotographsKeepTheirColours() {
    Image wide = new Image(80, 20, 3);
    Arrays.fill(wide.data(), (byte) 255);
    new Canvas(wide);
    for (int x = 10; x < 70; x++) {
      for (int c = 0; c < 3; c++) {
        wide.set(x, 10, c, 0);
      }
    }
    Image whole = new PictureForm(Kind.WHOLE, 80).fit(wide);
    assertThat(whole.get(40, 40, 0)).isEqualTo(255);
    assertThat(whole.get(40, 10, 0)).isZero();
    Image photo = new PictureForm(Kind.PHOTO, 16).fit(drawing(Color.RED, Color.RED, 0, 0, 10));
    assertThat(photo.channels()).isEqualTo(3);
    assertThat(photo.width()).isEqualTo(16);
    assertThat(photo.get(8, 8, 0)).isEqualTo(255);
    assertThat(photo.get(8, 8, 1)).isZero();
  }

  @Test
  void anEmptySheetAndAnOddSideAreErrors() {
    Image empty = drawing(Color.WHITE, Color.WHITE, 0, 0, 10);
    assertThatThrownBy(() -> CENTRED.fit(empty)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing drawn");
    assertThatThrownBy(() -> new PictureForm(Kind.WHOLE, 7)).hasMessageContaining("side: expected 8 to 512");
  }
}
