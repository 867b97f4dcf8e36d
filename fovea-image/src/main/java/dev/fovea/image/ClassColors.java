package dev.fovea.image;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A colour for each class of a mask, and what is drawn with them: masks, overlays, legends.
 *
 * <p>A mask is a grey picture of class numbers; numbers without a colour are nothing: black, and untinted in overlays.
 *
 * @param colors 0xRRGGBB by class number
 */
public record ClassColors(List<Integer> colors) {
  private static final double TEXT_SIZE = 12;
  private static final int SWATCH = 12;
  private static final int ROW = 20;
  private static final int EDGE = 8;

  /** Copies the list. */
  public ClassColors {
    colors = List.copyOf(colors);
  }

  /**
   * Colours that are far from each other for neighbouring numbers, black first: the usual ones of PASCAL VOC, where bit
   * i of a number goes to channel i mod 3, the lowest bits to the strongest light.
   */
  public static ClassColors distinct(int classes) {
    return new ClassColors(IntStream.range(0, classes).map(number -> {
      int color = 0;
      for (int bit = 0; bit < 8; bit++) {
        int on = number >> bit & 1;
        color |= on << (7 - bit / 3) + 8 * (2 - bit % 3);
      }
      return color;
    }).boxed().toList());
  }

  /** The colour of a class; black where it has none. */
  public Color color(int number) {
    return new Color(number < colors.size() ? colors.get(number) : 0);
  }

  /** The mask in colours. */
  public Image paint(Image mask) {
    return over(new Image(mask.width(), mask.height(), 3), mask, 1);
  }

  /**
   * The picture tinted by the classes of its pixels.
   *
   * @param mask class numbers, of the picture's size
   * @param strength of the tint, 0 to 1
   */
  public Image over(Image picture, Image mask, double strength) {
    if (mask.channels() != 1 || mask.width() != picture.width() || mask.height() != picture.height()
        || !(strength >= 0 && strength <= 1)) {
      throw new IllegalArgumentException("An overlay needs a grey mask of the size of " + picture
          + " and a strength of 0 to 1, but " + mask + " and " + strength + " came.");
    }
    byte[] from = picture.toRgb().data();
    byte[] tinted = from.clone();
    byte[] numbers = mask.data();
    int part = (int) Math.round(256 * strength);
    for (int i = 0; i < numbers.length; i++) {
      int number = numbers[i] & 0xff;
      if (number < colors.size()) {
        int color = colors.get(number);
        for (int c = 0; c < 3; c++) {
          int tint = color >> 16 - 8 * c & 0xff;
          tinted[3 * i + c] = (byte) ((from[3 * i + c] & 0xff) * (256 - part) + tint * part + 128 >> 8);
        }
      }
    }
    return new Image(picture.width(), picture.height(), 3, tinted);
  }

  /**
   * The picture with a legend below it, of as many rows as its width asks for.
   *
   * @param numbers the classes to name, in order
   * @param names of all classes, by number
   */
  public Image withLegend(Image picture, List<Integer> numbers, List<String> names) {
    BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
    FontMetrics metrics = Fonts.use(Fonts.graphics(probe), TEXT_SIZE, false);
    int widest = numbers.stream().mapToInt(each -> metrics.stringWidth(names.get(each))).max().orElse(0);
    int cell = EDGE + SWATCH + 5 + widest;
    int width = Math.max(picture.width(), cell + EDGE);
    int columns = Math.max(1, Math.min(Math.max(1, numbers.size()), (width - EDGE) / cell));
    List<List<Integer>> rows = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i += columns) {
      rows.add(numbers.subList(i, Math.min(numbers.size(), i + columns)));
    }
    Image page = new Image(width, picture.height() + (rows.isEmpty() ? 0 : rows.size() * ROW + EDGE), 3);
    Arrays.fill(page.data(), (byte) 255);
    byte[] from = picture.toRgb().data();
    for (int y = 0; y < picture.height(); y++) {
      System.arraycopy(from, y * picture.width() * 3, page.data(), y * width * 3, picture.width() * 3);
    }
    BufferedImage buffer = page.toBufferedImage();
    Graphics2D graphics = Fonts.graphics(buffer);
    FontMetrics font = Fonts.use(graphics, TEXT_SIZE, false);
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        int number = rows.get(row).get(column);
        int x = EDGE + column * cell;
        int y = picture.height() + EDGE / 2 + row * ROW;
        graphics.setColor(color(number));
        graphics.fillRect(x, y + (ROW - SWATCH) / 2, SWATCH, SWATCH);
        graphics.setColor(Color.GRAY);
        graphics.drawRect(x, y + (ROW - SWATCH) / 2, SWATCH - 1, SWATCH - 1);
        graphics.setColor(Color.DARK_GRAY);
        graphics.drawString(names.get(number), x + SWATCH + 5, y + (ROW - font.getHeight()) / 2 + font.getAscent());
      }
    }
    return Image.fromBufferedImage(buffer);
  }
}
