package dev.fovea.image;

import java.awt.Color;

/** What a plot is drawn on: pixels or SVG. Places in pixels from the upper left corner. */
interface Surface {
  /** Which part of a text stands at its place. */
  enum Anchor { START, MIDDLE, END }

  Color INK = new Color(0x333333);
  Color SOFT_INK = new Color(0x5a5a5a);
  Color GRID = new Color(0xe4e4e4);

  /** A line through the places. */
  void line(double[] xs, double[] ys, Color color, double width);

  void fillRectangle(double x, double y, double width, double height, Color color);

  void fillCircle(double x, double y, double radius, Color color);

  /** Text on a baseline, turned clockwise about its place. */
  void text(String text, double x, double y, double size, boolean bold, Color color, Anchor anchor, double degrees);

  double textWidth(String text, double size, boolean bold);

  /** Draws only inside the rectangle until {@link #unclip}. */
  void clip(double x, double y, double width, double height);

  void unclip();

  /** A straight line. */
  default void line(double x0, double y0, double x1, double y1, Color color, double width) {
    line(new double[] {x0, x1}, new double[] {y0, y1}, color, width);
  }

  /** Level text of normal weight. */
  default void text(String text, double x, double y, double size, Color color, Anchor anchor) {
    text(text, x, y, size, false, color, anchor, 0);
  }
}
