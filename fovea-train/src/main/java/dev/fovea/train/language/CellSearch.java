package dev.fovea.train.language;

import dev.fovea.data.CharacterText;
import dev.fovea.image.TextPlot;
import dev.fovea.models.language.CharRnn;
import dev.fovea.models.language.CharRnnStepper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds cells of a recurrent network that follow something that people see in a text too, and draws them.
 *
 * <p>Karpathy, Johnson and Fei-Fei, Visualizing and Understanding Recurrent Networks, 2015, picked such cells by eye.
 * Here the cell with the strongest correlation is taken on one stretch of text, and shown, with its correlation there,
 * on the stretch after it.
 */
final class CellSearch {
  private static final int SEARCHED = 3000;
  private static final int SHOWN = 560;
  private static final int COLUMNS = 66;

  /** Something that can be followed, with its value at each character. */
  private record Feature(String name, double[] values) {}

  private final CharRnn network;
  private final String text;
  private final int[] characters;
  private final int searched;
  private final float[][] cells;

  /** Reads the first characters of a text. */
  CellSearch(CharRnn network, CharacterText source) {
    this.network = network;
    int length = Math.min(source.length(), SEARCHED + SHOWN);
    this.text = source.text(0, length);
    this.characters = text.codePoints().toArray();
    this.searched = length - Math.min(SHOWN, length / 2);
    this.cells = read(source, length);
  }

  /** The hidden state of every cell of every layer, [cell][character]. */
  private float[][] read(CharacterText source, int length) {
    int width = Math.toIntExact(network.config().hiddenSize());
    float[][] states = new float[network.config().nLayers() * width][length];
    try (CharRnnStepper stepper = new CharRnnStepper(network)) {
      for (int i = 0; i < length; i++) {
        stepper.step(source.at(i));
        for (int layer = 0; layer < network.config().nLayers(); layer++) {
          float[] hidden = stepper.hidden(layer);
          for (int j = 0; j < width; j++) {
            states[layer * width + j][i] = hidden[j];
          }
        }
      }
    }
    return states;
  }

  /** One plot a feature: the cell that follows it best. */
  List<TextPlot> plots() {
    List<TextPlot> plots = new ArrayList<>();
    for (Feature feature : List.of(new Feature("place in the line", placeInLine()),
        new Feature("capitals", capitals()), new Feature("letters of the word", inWord()))) {
      int best = 0;
      for (int cell = 1; cell < cells.length; cell++) {
        if (strength(cell, feature) > strength(best, feature)) {
          best = cell;
        }
      }
      plots.add(plot(best, feature));
    }
    return plots;
  }

  private TextPlot plot(int cell, Feature feature) {
    int from = searched;
    float[] shown = new float[characters.length - from];
    System.arraycopy(cells[cell], from, shown, 0, shown.length);
    long width = network.config().hiddenSize();
    return new TextPlot(String.format(Locale.ROOT, "%s (layer %d, cell %d, r %.2f)", feature.name,
        cell / width + 1, cell % width + 1, correlation(cell, feature, from, characters.length)),
        new String(characters, from, shown.length), shown, COLUMNS);
  }

  private double strength(int cell, Feature feature) {
    return Math.abs(correlation(cell, feature, 0, searched));
  }

  /** Pearson's correlation over the characters from one on up to another; 0 where one of the two does not change. */
  private double correlation(int cell, Feature feature, int from, int to) {
    float[] x = cells[cell];
    double[] y = feature.values;
    int n = to - from;
    double sumX = 0;
    double sumY = 0;
    for (int i = from; i < to; i++) {
      sumX += x[i];
      sumY += y[i];
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = from; i < to; i++) {
      double dx = x[i] - sumX / n;
      double dy = y[i] - sumY / n;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }

  private double[] placeInLine() {
    double[] values = new double[characters.length];
    for (int i = 1; i < values.length; i++) {
      values[i] = characters[i] == '\n' ? 0 : values[i - 1] + 1;
    }
    return values;
  }

  /** 1 within two or more capitals in a row. */
  private double[] capitals() {
    double[] values = new double[characters.length];
    for (int i = 1; i < values.length; i++) {
      if (Character.isUpperCase(characters[i]) && Character.isUpperCase(characters[i - 1])) {
        values[i] = 1;
        values[i - 1] = 1;
      }
    }
    return values;
  }

  private double[] inWord() {
    double[] values = new double[characters.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Character.isLetter(characters[i]) ? (i == 0 ? 0 : values[i - 1]) + 1 : 0;
    }
    return values;
  }
}
