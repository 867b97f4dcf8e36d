package dev.fovea.image;

import java.awt.Color;

/** Colours for kinds: told apart by colour-blind eyes too (Okabe and Ito, 2008). */
public final class Palette {
  private static final int[] COLORS = {
    0x0072b2, 0xe69f00, 0x009e73, 0xd55e00, 0xcc79a7, 0x56b4e9, 0x000000, 0xf0e442
  };

  private Palette() {}

  /** The colour of the kind with this number, at least 0; after eight they start again. */
  public static Color color(int index) {
    return new Color(COLORS[Math.floorMod(index, COLORS.length)]);
  }

  /** Black or white, whichever is easier to read on the colour. */
  static Color textOn(Color background) {
    double light = 0.299 * background.getRed() + 0.587 * background.getGreen() + 0.114 * background.getBlue();
    return light > 140 ? Color.BLACK : Color.WHITE;
  }
}
