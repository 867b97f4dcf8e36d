package dev.fovea.train.recipe;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that a mistyped one may have meant. */
public final class Nearest {
  private static final int SHOWN = 3;

  private Nearest() {}

  /** {@code did you mean 'epochs'?}, or the list of all names where none is near. */
  public static String hint(String name, Collection<String> known) {
    List<String> near = known.stream().filter(each -> distance(name, each) <= Math.max(2, name.length() / 3))
        .sorted(Comparator.comparingInt(each -> distance(name, each))).limit(SHOWN).toList();
    return near.isEmpty() ? "expected one of " + known
        : "did you mean " + String.join(" or ", near.stream().map(each -> "'" + each + "'").toList()) + "?";
  }

  /** The least number of letters to add, drop or change, without regard to case. Levenshtein, 1966. */
  static int distance(String first, String second) {
    String a = first.toLowerCase(java.util.Locale.ROOT);
    String b = second.toLowerCase(java.util.Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
