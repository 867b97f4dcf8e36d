package dev.fovea.train.diffusion;

import dev.fovea.image.Canvas;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.Resize;
import dev.fovea.train.generative.SampleSheet;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;

/** A sheet of pictures whose rows have names. */
final class NamedRows {
  private static final int LEAST_SIDE = 64;
  private static final int LETTER = 7;
  private static final int TEXT = 12;

  private NamedRows() {}

  /**
   * Pictures of one size row by row, small ones enlarged.
   *
   * @param names one a row
   */
  static Image of(List<String> names, List<Image> pictures) {
    Image first = pictures.get(0);
    int factor = Math.max(1, LEAST_SIDE / first.height());
    Image large = SampleSheet.of(pictures.stream().map(picture -> Resize.resize(picture, first.width() * factor,
        first.height() * factor, Interpolation.NEAREST)).toList(), pictures.size() / names.size());
    int width = large.width();
    int height = large.height();
    int margin = names.stream().mapToInt(String::length).max().orElse(0) * LETTER + 2 * LETTER;
    Image sheet = new Image(margin + width, height, 3);
    Arrays.fill(sheet.data(), (byte) 255);
    for (int y = 0; y < height; y++) {
      System.arraycopy(large.data(), y * width * 3, sheet.data(), (y * sheet.width() + margin) * 3, width * 3);
    }
    Canvas canvas = new Canvas(sheet);
    double row = (double) height / names.size();
    for (int i = 0; i < names.size(); i++) {
      canvas.text(names.get(i), LETTER, (i + 0.5) * row - TEXT, Color.DARK_GRAY, TEXT);
    }
    return canvas.toImage();
  }
}
