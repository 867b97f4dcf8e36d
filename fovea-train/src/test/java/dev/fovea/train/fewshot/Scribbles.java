package dev.fovea.train.fewshot;

import dev.fovea.image.Canvas;
import dev.fovea.image.Image;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Made-up characters: a few strokes between random points, drawn a little differently by each hand. */
final class Scribbles {
  private static final int POINTS = 5;
  private static final double TREMBLE = 3;

  private Scribbles() {}

  /** A character's drawing by a hand, black on white, 60 x 60. */
  static Image draw(int character, int hand) {
    Random shape = new Random(character);
    Random trembling = new Random(1000L * character + hand);
    double[] xs = new double[POINTS];
    double[] ys = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      xs[i] = 10 + 40 * shape.nextDouble() + TREMBLE * trembling.nextGaussian();
      ys[i] = 10 + 40 * shape.nextDouble() + TREMBLE * trembling.nextGaussian();
    }
    Canvas canvas = new Canvas(new Image(60, 60, 3)).fillRectangle(0, 0, 60, 60, Color.WHITE);
    for (int i = 1; i < POINTS; i++) {
      canvas.line(xs[i - 1], ys[i - 1], xs[i], ys[i], Color.BLACK, 3);
    }
    return canvas.toImage();
  }

  /** Class folders of some characters. */
  static void write(Path folder, int from, int to, int hands) throws IOException {
    for (int character = from; character < to; character++) {
      Path own = Files.createDirectories(folder.resolve(String.format("character%02d", character)));
      for (int hand = 0; hand < hands; hand++) {
        draw(character, hand).write(own.resolve(hand + ".png"));
      }
    }
  }

  /** An Omniglot in small: two minimal sets that share an alphabet, and one-shot runs. */
  static void omniglot(Path folder) throws IOException {
    write(folder.resolve("images_background_small1/First"), 0, 8, 6);
    write(folder.resolve("images_background_small1/Shared"), 8, 12, 6);
    write(folder.resolve("images_background_small2/Shared"), 8, 12, 6);
    write(folder.resolve("images_background_small2/Second"), 20, 26, 6);
    for (int run = 1; run <= 2; run++) {
      Path place = folder.resolve("one-shot-runs/run0" + run);
      Files.createDirectories(place.resolve("training"));
      Files.createDirectories(place.resolve("test"));
      StringBuilder answers = new StringBuilder();
      for (int i = 1; i <= 4; i++) {
        draw(40 + 10 * run + i, 1).write(place.resolve("training/class0" + i + ".png"));
        draw(40 + 10 * run + i, 2).write(place.resolve("test/item0" + (5 - i) + ".png"));
        answers.append("run0" + run + "/test/item0" + (5 - i) + ".png run0" + run + "/training/class0" + i + ".png\n");
      }
      Files.writeString(place.resolve("class_labels.txt"), answers);
    }
  }
}
