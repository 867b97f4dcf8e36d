package dev.fovea.train.fewshot;

import dev.fovea.image.Canvas;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.Resize;
import java.awt.Color;

/** An episode as a picture: each query beside the picture of the class that it was taken for, green where it is right. */
final class EpisodeSheet {
  private static final Color RIGHT = new Color(0x2e, 0x9e, 0x4f);
  private static final Color WRONG = new Color(0xd6, 0x3a, 0x3a);
  private static final int COLUMNS = 5;
  private static final int SIDE = 64;
  private static final int EDGE = 4;
  private static final int GAP = 10;

  private EpisodeSheet() {}

  static Image draw(FewShotResult.Sheet sheet) {
    int pairs = sheet.queries().size();
    int columns = Math.min(COLUMNS, pairs);
    int rows = (pairs + columns - 1) / columns;
    int width = 2 * SIDE + 3 * EDGE;
    int height = SIDE + 2 * EDGE;
    Image picture = new Image(columns * (width + GAP) + GAP, rows * (height + GAP) + GAP, 3);
    Canvas canvas = new Canvas(picture).fillRectangle(0, 0, picture.width(), picture.height(), Color.WHITE);
    for (int i = 0; i < pairs; i++) {
      canvas.fillRectangle(GAP + i % columns * (width + GAP), GAP + i / columns * (height + GAP), width, height,
          sheet.right()[i] == sheet.answers()[i] ? RIGHT : WRONG);
    }
    Image framed = canvas.toImage();
    for (int i = 0; i < pairs; i++) {
      int x = GAP + i % columns * (width + GAP) + EDGE;
      int y = GAP + i / columns * (height + GAP) + EDGE;
      put(sheet.queries().get(i), framed, x, y);
      put(sheet.support().get(sheet.answers()[i]), framed, x + SIDE + EDGE, y);
    }
    return framed;
  }

  private static void put(Image item, Image into, int left, int top) {
    Image sized = Resize.resize(item.toRgb(), SIDE, SIDE, Interpolation.BILINEAR);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        for (int c = 0; c < 3; c++) {
          into.set(left + x, top + y, c, sized.get(x, y, c));
        }
      }
    }
  }
}
