package dev.fovea.cli;

import java.util.ArrayList;
import java.util.List;

/** A table in columns as wide as their longest cell; numbers stand to the right. */
final class Table {
  private final List<String[]> rows = new ArrayList<>();
  private final boolean[] right;

  /** A column title that starts with {@code >} stands to the right, and its cells too. */
  Table(String... titles) {
    right = new boolean[titles.length];
    String[] head = new String[titles.length];
    for (int i = 0; i < titles.length; i++) {
      right[i] = titles[i].startsWith(">");
      head[i] = right[i] ? titles[i].substring(1) : titles[i];
    }
    rows.add(head);
  }

  void row(String... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException("a row of " + cells.length + " cells in a table of " + right.length);
    }
    rows.add(cells);
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  void print(Console console) {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String pad = " ".repeat(widths[i] - row[i].length());
        line.append(i == 0 ? "" : "  ").append(right[i] ? pad + row[i] : row[i] + pad);
      }
      String text = line.toString().stripTrailing();
      console.line(row == rows.get(0) ? console.paint(Console.BOLD, text) : text);
    }
  }
}
