package dev.fovea.image;

import java.awt.Color;
import java.util.Locale;

/** A plot as SVG 1.1 text. Needs no fonts: widths are estimated. */
final class SvgSurface implements Surface {
  private final StringBuilder svg = new StringBuilder();
  private int clips;

  SvgSurface(int width, int height) {
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
        + "font-family=\"DejaVu Sans, Verdana, Helvetica, Arial, sans-serif\">", width, height, width, height);
    fillRectangle(0, 0, width, height, Color.WHITE);
  }

  String toSvg() {
    return svg + "</svg>\n";
  }

  @Override
  public void line(double[] xs, double[] ys, Color color, double width) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < xs.length; i++) {
      points.append(i == 0 ? "" : " ").append(number(xs[i])).append(',').append(number(ys[i]));
    }
    add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"/>", points,
        hex(color), number(width));
  }

  @Override
  public void fillRectangle(double x, double y, double width, double height, Color color) {
    add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>", number(x), number(y), number(width),
        number(height), hex(color));
  }

  @Override
  public void fillCircle(double x, double y, double radius, Color color) {
    add("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\" fill-opacity=\"%s\"/>", number(x), number(y), number(radius),
        hex(color), number(color.getAlpha() / 255.0));
  }

  @Override
  public void text(
      String text, double x, double y, double size, boolean bold, Color color, Anchor anchor, double degrees) {
    add("<text x=\"%s\" y=\"%s\" font-size=\"%s\"%s fill=\"%s\" text-anchor=\"%s\"%s>%s</text>", number(x), number(y),
        number(size), bold ? " font-weight=\"bold\"" : "", hex(color), anchor.name().toLowerCase(Locale.ROOT),
        degrees == 0 ? "" : " transform=\"rotate(" + number(degrees) + " " + number(x) + " " + number(y) + ")\"",
        escape(text));
  }

  /** Narrow, capital and other letters; fonts differ by more than a finer estimate would gain. */
  @Override
  public double textWidth(String text, double size, boolean bold) {
    double width = 0;
    for (char c : text.toCharArray()) {
      boolean narrow = "ijlI.,:;|!'()[] ftr".indexOf(c) >= 0;
      boolean wide = Character.isUpperCase(c) || c == 'm' || c == 'w';
      width += narrow ? 0.38 : wide ? 0.76 : 0.63;
    }
    return width * size * (bold ? 1.1 : 1);
  }

  @Override
  public void clip(double x, double y, double width, double height) {
    clips++;
    add("<clipPath id=\"clip%d\"><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/></clipPath>", clips, number(x),
        number(y), number(width), number(height));
    add("<g clip-path=\"url(#clip%d)\">", clips);
  }

  @Override
  public void unclip() {
    add("</g>");
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }

  private static String hex(Color color) {
    return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xffffff);
  }

  private static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        default -> safe.append(c < 0x20 ? ' ' : c);
      }
    }
    return safe.toString();
  }
}
