package dev.fovea.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A row of a comparison's table in docs/results, as {@code fovea compare} writes it.
 *
 * @param label the row's name
 * @param steps of training
 * @param accuracy on test pictures, 0 to 1
 */
record ComparedNetwork(String label, int steps, double accuracy) {
  /** The rows of networks that were trained to the end. */
  static List<ComparedNetwork> read(Path table) throws IOException {
    List<String> lines = Files.readAllLines(table);
    List<String> heads = List.of(lines.get(0).split(","));
    List<ComparedNetwork> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (!cells[heads.indexOf("accuracy")].isEmpty()) {
        rows.add(new ComparedNetwork(cells[0], Integer.parseInt(cells[heads.indexOf("steps")]),
            Double.parseDouble(cells[heads.indexOf("accuracy")])));
      }
    }
    return rows;
  }

  /** What a person reads of it. */
  String figure() {
    return String.format(Locale.ROOT, "%s %.1f %% after %d steps", label, 100 * accuracy, steps);
  }
}
