package dev.fovea.image;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** Many pictures as one, laid out as torchvision's make_grid does. */
public final class Grid {
  private static final double CAPTION_SIZE = 11;
  private static final int CAPTION_HEIGHT = 16;

  private Grid() {}

  /**
   * The pictures in rows of at most {@code columns}, with black lines of {@code padding} pixels between and around.
   *
   * @param images at least one, all of one size; grey ones become RGB
   * @param columns pictures in a row, at least 1
   * @param padding width of the lines, at least 0
   * @throws IllegalArgumentException if there are none or their sizes differ
   */
  public static Image of(List<Image> images, int columns, int padding) {
    return lay(images, columns, padding, 0, 0);
  }

  /**
   * As {@link #of(List, int, int)} on white, with a line of text under each picture. Text wider than its picture is
   * cut short with an ellipsis.
   *
   * @param captions one for each picture
   */
  public static Image of(List<Image> images, int columns, int padding, List<String> captions) {
    if (captions.size() != images.size()) {
      throw new IllegalArgumentException("A caption for each of " + images.size() + " pictures is needed, but "
          + captions.size() + " came.");
    }
    BufferedImage grid = lay(images, columns, padding, CAPTION_HEIGHT, 255).toBufferedImage();
    Graphics2D graphics = Fonts.graphics(grid);
    FontMetrics metrics = Fonts.use(graphics, CAPTION_SIZE, false);
    graphics.setColor(Color.DARK_GRAY);
    int width = images.get(0).width();
    int height = images.get(0).height();
    int across = Math.min(columns, images.size());
    for (int i = 0; i < images.size(); i++) {
      String text = fitted(captions.get(i), metrics, width);
      float x = padding + i % across * (width + padding) + (width - metrics.stringWidth(text)) / 2f;
      float y = padding + i / across * (height + CAPTION_HEIGHT + padding) + height + 1f + metrics.getAscent();
      graphics.drawString(text, x, y);
    }
    return Image.fromBufferedImage(grid);
  }

  private static Image lay(List<Image> images, int columns, int padding, int below, int background) {
    if (images.isEmpty() || columns < 1 || padding < 0) {
      throw new IllegalArgumentException("A grid needs at least one picture, one column and a padding of at least 0, "
          + "but " + images.size() + " pictures, " + columns + " columns and a padding of " + padding + " came.");
    }
    int width = images.get(0).width();
    int height = images.get(0).height();
    int across = Math.min(columns, images.size());
    int down = (images.size() + across - 1) / across;
    Image grid = new Image(across * (width + padding) + padding, down * (height + below + padding) + padding, 3);
    Arrays.fill(grid.data(), (byte) background);
    for (int i = 0; i < images.size(); i++) {
      Image image = images.get(i);
      if (image.width() != width || image.height() != height) {
        throw new IllegalArgumentException("Pictures of a grid have one size, but number " + i + " is " + image
            + " and the first " + images.get(0) + ". Resize them first.");
      }
      byte[] from = image.toRgb().data();
      int left = padding + i % across * (width + padding);
      int top = padding + i / across * (height + below + padding);
      for (int y = 0; y < height; y++) {
        System.arraycopy(from, y * width * 3, grid.data(), ((top + y) * grid.width() + left) * 3, width * 3);
      }
    }
    return grid;
  }

  private static String fitted(String text, FontMetrics metrics, int width) {
    String fitted = text;
    for (int keep = text.length() - 1; keep >= 0 && metrics.stringWidth(fitted) > width; keep--) {
      fitted = text.substring(0, keep).stripTrailing() + "…";
    }
    return fitted;
  }
}
