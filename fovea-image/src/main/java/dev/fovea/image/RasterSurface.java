package dev.fovea.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** A plot in pixels. */
final class RasterSurface implements Surface {
  private final BufferedImage buffer;
  private final Graphics2D graphics;

  RasterSurface(int width, int height, double scale) {
    buffer = new BufferedImage((int) Math.round(width * scale), (int) Math.round(height * scale),
        BufferedImage.TYPE_3BYTE_BGR);
    graphics = Fonts.graphics(buffer);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, buffer.getWidth(), buffer.getHeight());
    graphics.scale(scale, scale);
  }

  Image toImage() {
    return Image.fromBufferedImage(buffer);
  }

  @Override
  public void line(double[] xs, double[] ys, Color color, double width) {
    Path2D path = new Path2D.Double();
    path.moveTo(xs[0], ys[0]);
    for (int i = 1; i < xs.length; i++) {
      path.lineTo(xs[i], ys[i]);
    }
    graphics.setColor(color);
    graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    graphics.draw(path);
  }

  @Override
  public void fillRectangle(double x, double y, double width, double height, Color color) {
    graphics.setColor(color);
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void fillCircle(double x, double y, double radius, Color color) {
    graphics.setColor(color);
    graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  @Override
  public void text(
      String text, double x, double y, double size, boolean bold, Color color, Anchor anchor, double degrees) {
    FontMetrics metrics = Fonts.use(graphics, size, bold);
    double width = metrics.getStringBounds(text, graphics).getWidth();
    double shift = anchor == Anchor.START ? 0 : anchor == Anchor.MIDDLE ? width / 2 : width;
    AffineTransform before = graphics.getTransform();
    graphics.translate(x, y);
    graphics.rotate(Math.toRadians(degrees));
    graphics.setColor(color);
    graphics.drawString(text, (float) -shift, 0);
    graphics.setTransform(before);
  }

  @Override
  public double textWidth(String text, double size, boolean bold) {
    return Fonts.use(graphics, size, bold).getStringBounds(text, graphics).getWidth();
  }

  @Override
  public void clip(double x, double y, double width, double height) {
    graphics.setClip(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void unclip() {
    graphics.setClip(null);
  }
}
