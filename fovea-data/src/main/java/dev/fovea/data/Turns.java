package dev.fovea.data;

import java.util.ArrayList;
import java.util.List;

/**
 * More classes out of few: characters turned by 90, 180 and 270 degrees are characters of their own (Santoro et al.,
 * Meta-Learning with Memory-Augmented Neural Networks, 2016), and so are their mirror images.
 */
public final class Turns {
  private static final List<String> NAMES = List.of("", " 90", " 180", " 270");

  private Turns() {}

  /**
   * The pictures as they are, then turned against the clock by 90, 180 and 270 degrees; each turn of a class is a class
   * {@code NAME 90}. Mirrored, all four come again as {@code NAME mirrored 90}.
   *
   * @param images square pictures
   * @param mirrored whether mirror images (left and right exchanged) are added
   * @throws DataException if the pictures are not square
   */
  public static MemoryImages of(MemoryImages images, boolean mirrored) {
    int side = images.width();
    if (images.height() != side) {
      throw new DataException(images.name() + ": only square pictures can be turned, got " + images.width() + " x "
          + images.height());
    }
    int turns = mirrored ? 8 : 4;
    int classes = images.classes().size();
    byte[] pixels = new byte[Math.multiplyExact(images.pixels().length, turns)];
    int[] labels = new int[images.size() * turns];
    List<String> names = new ArrayList<>(classes * turns);
    for (int turn = 0; turn < turns; turn++) {
      String suffix = (turn < 4 ? "" : " mirrored") + NAMES.get(turn % 4);
      images.classes().forEach(name -> names.add(name + suffix));
      for (int i = 0; i < images.size(); i++) {
        labels[turn * images.size() + i] = turn * classes + images.label(i);
      }
      for (int plane = 0; plane < images.size() * images.channels(); plane++) {
        int from = plane * side * side;
        turn(images.pixels(), from, side, turn, pixels, turn * images.pixels().length + from);
      }
    }
    return new MemoryImages(images.name(), names, images.channels(), side, side, pixels, labels);
  }

  private static void turn(byte[] source, int from, int side, int turn, byte[] target, int to) {
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int column = switch (turn % 4) {
          case 0 -> x;
          case 1 -> side - 1 - y;
          case 2 -> side - 1 - x;
          default -> y;
        };
        int row = switch (turn % 4) {
          case 0 -> y;
          case 1 -> x;
          case 2 -> side - 1 - y;
          default -> side - 1 - x;
        };
        target[to + y * side + x] = source[from + row * side + (turn < 4 ? column : side - 1 - column)];
      }
    }
  }
}
