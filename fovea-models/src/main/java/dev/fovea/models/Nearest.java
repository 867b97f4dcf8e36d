package dev.fovea.models;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which known names an unknown one may have meant. */
public final class Nearest {
  private static final int MOST = 3;

  private Nearest() {}

  /**
   * Up to three names, nearest first by the number of edits; a name that begins with the wanted one counts as nearer than
   * one that holds it.
   */
  public static List<String> to(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream().sorted(Comparator.<String>comparingInt(other -> distance(wanted, other))
        .thenComparing(Comparator.naturalOrder())).limit(MOST).toList();
  }

  private static int distance(String wanted, String other) {
    String known = other.toLowerCase(Locale.ROOT);
    int edits = edits(wanted, known);
    if (!wanted.isEmpty() && known.startsWith(wanted)) {
      return Math.min(edits, 1);
    }
    boolean holds = !wanted.isEmpty() && (known.contains(wanted) || wanted.contains(known));
    return holds ? Math.min(edits, 2) : edits;
  }

  /** Levenshtein's distance (1966): insertions, deletions and replacements of one letter. */
  public static int edits(String first, String second) {
    int[] row = new int[second.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= first.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[second.length()];
  }
}
