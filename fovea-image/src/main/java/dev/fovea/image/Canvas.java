package dev.fovea.image;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/**
 * Draws on an RGB copy of a picture: boxes with labels, lines, polygons, text, masks and heat maps. Places are in
 * pixels from the upper left corner; what falls outside is cut off. Every method gives the canvas itself back.
 */
public final class Canvas {
  private static final double TEXT_SIZE = 12;

  private final BufferedImage buffer;
  private final Graphics2D graphics;

  /** A canvas over a copy of the picture. */
  public Canvas(Image image) {
    buffer = image.toRgb().toBufferedImage();
    graphics = Fonts.graphics(buffer);
  }

  /** The picture as drawn so far. */
  public Image toImage() {
    return Image.fromBufferedImage(buffer);
  }

  /** A straight line of the given width in pixels. */
  public Canvas line(double x0, double y0, double x1, double y1, Color color, double width) {
    stroke(color, width);
    graphics.draw(new Line2D.Double(x0, y0, x1, y1));
    return this;
  }

  /** The outline of a rectangle. */
  public Canvas rectangle(double x, double y, double width, double height, Color color, double stroke) {
    stroke(color, stroke);
    graphics.draw(new Rectangle2D.Double(x, y, width, height));
    return this;
  }

  /** A filled rectangle. */
  public Canvas fillRectangle(double x, double y, double width, double height, Color color) {
    graphics.setColor(color);
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
    return this;
  }

  /**
   * The outline of a closed polygon.
   *
   * @param xs left-to-right places of the corners, at least two
   * @param ys top-to-bottom places, as many
   */
  public Canvas polygon(double[] xs, double[] ys, Color color, double stroke) {
    stroke(color, stroke);
    graphics.draw(path(xs, ys));
    return this;
  }

  /** A filled polygon; corners as in {@link #polygon}. */
  public Canvas fillPolygon(double[] xs, double[] ys, Color color) {
    graphics.setColor(color);
    graphics.fill(path(xs, ys));
    return this;
  }

  /** One line of text whose upper left corner stands at the place; size in pixels. */
  public Canvas text(String text, double x, double y, Color color, double size) {
    FontMetrics metrics = Fonts.use(graphics, size, false);
    graphics.setColor(color);
    graphics.drawString(text, (float) x, (float) y + metrics.getAscent());
    return this;
  }

  /**
   * A detected object: the outline and, on its upper left corner, a tag with text. The tag moves below the edge where
   * there is no room above, and left where it would leave the picture.
   */
  public Canvas box(double x, double y, double width, double height, String label, Color color) {
    rectangle(x, y, width, height, color, 2);
    if (label.isEmpty()) {
      return this;
    }
    FontMetrics metrics = Fonts.use(graphics, TEXT_SIZE, true);
    double tagWidth = metrics.stringWidth(label) + 8;
    double tagHeight = metrics.getAscent() + metrics.getDescent() + 2;
    double left = Math.max(0, Math.min(x - 1, buffer.getWidth() - tagWidth));
    double top = y - tagHeight < 0 ? Math.max(0, y) : y - tagHeight;
    fillRectangle(left, top, tagWidth, tagHeight, color);
    graphics.setColor(Palette.textOn(color));
    graphics.drawString(label, (float) left + 4, (float) top + 1 + metrics.getAscent());
    return this;
  }

  /**
   * Tints the pixels of a mask.
   *
   * @param mask width * height values, row by row
   * @param alpha strength of the tint, 0 to 1
   */
  public Canvas mask(boolean[] mask, Color color, double alpha) {
    checkLength(mask.length);
    int[] argb = new int[mask.length];
    for (int i = 0; i < mask.length; i++) {
      argb[i] = mask[i] ? 0xff000000 | color.getRGB() : 0;
    }
    return overlay(argb, alpha);
  }

  /**
   * Tints every pixel by its class, in the colours of {@link Palette}.
   *
   * @param classes width * height class numbers, row by row; pixels of negative numbers stay as they are
   * @param alpha strength of the tint, 0 to 1
   */
  public Canvas classes(int[] classes, double alpha) {
    checkLength(classes.length);
    int[] argb = new int[classes.length];
    for (int i = 0; i < classes.length; i++) {
      argb[i] = classes[i] < 0 ? 0 : Palette.color(classes[i]).getRGB();
    }
    return overlay(argb, alpha);
  }

  /**
   * Lays a heat map over the picture.
   *
   * @param values width * height values in [0, 1], row by row
   * @param alpha strength of the colours, 0 to 1
   */
  public Canvas heatMap(float[] values, ColorMap colors, double alpha) {
    checkLength(values.length);
    int[] argb = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      argb[i] = 0xff000000 | colors.rgb(values[i]);
    }
    return overlay(argb, alpha);
  }

  private Canvas overlay(int[] argb, double alpha) {
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("The strength of an overlay is 0 to 1, but " + alpha + " came.");
    }
    BufferedImage layer = new BufferedImage(buffer.getWidth(), buffer.getHeight(), BufferedImage.TYPE_INT_ARGB);
    layer.setRGB(0, 0, buffer.getWidth(), buffer.getHeight(), argb, 0, buffer.getWidth());
    graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) alpha));
    graphics.drawImage(layer, 0, 0, null);
    graphics.setComposite(AlphaComposite.SrcOver);
    return this;
  }

  private void checkLength(int length) {
    int pixels = buffer.getWidth() * buffer.getHeight();
    if (length != pixels) {
      throw new IllegalArgumentException("An overlay of a picture of " + buffer.getWidth() + " x " + buffer.getHeight()
          + " needs " + pixels + " values, but " + length + " came. Resize it to the picture first.");
    }
  }

  private void stroke(Color color, double width) {
    graphics.setColor(color);
    graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_MITER));
  }

  private static Path2D path(double[] xs, double[] ys) {
    if (xs.length != ys.length || xs.length < 2) {
      throw new IllegalArgumentException("A polygon needs at least two corners with as many x as y, but " + xs.length
          + " x and " + ys.length + " y came.");
    }
    Path2D path = new Path2D.Double();
    path.moveTo(xs[0], ys[0]);
    for (int i = 1; i < xs.length; i++) {
      path.lineTo(xs[i], ys[i]);
    }
    path.closePath();
    return path;
  }
}
