package dev.fovea.image;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** The font of drawings, and a Graphics2D set to smooth edges. */
final class Fonts {
  private Fonts() {}

  static Graphics2D graphics(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    return g;
  }

  /**
   * Sets the font and gives its measures.
   *
   * @throws IllegalStateException if the machine has no fonts
   */
  static FontMetrics use(Graphics2D g, double size, boolean bold) {
    try {
      g.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size));
      return g.getFontMetrics();
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw new IllegalStateException("Text cannot be drawn: Java finds no fonts on this machine. Expected fontconfig "
          + "and at least one font. Install them (Debian: apt install fontconfig fonts-dejavu-core), or plot to SVG.",
          e);
    }
  }
}
