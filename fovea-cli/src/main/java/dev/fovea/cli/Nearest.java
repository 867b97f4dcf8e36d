package dev.fovea.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names that somebody may have meant. */
final class Nearest {
  private Nearest() {}

  /** At most three names, nearest first, that are within a third of the word's length of edits, or begin so. */
  static List<String> to(String word, Collection<String> names) {
    String wanted = plain(word);
    int most = Math.max(1, (wanted.length() + 2) / 3);
    return names.stream()
        .filter(name -> distance(wanted, plain(name)) <= most || begins(wanted, plain(name), most / 2))
        .sorted(Comparator.comparingInt((String name) -> distance(wanted, plain(name)))
            .thenComparing(Comparator.naturalOrder()))
        .limit(3)
        .toList();
  }

  /** {@code Did you mean resnet18, resnet34 or resnet50?}, or the text where nothing is near. */
  static String hint(String word, Collection<String> names, String otherwise) {
    List<String> near = to(word, names);
    return near.isEmpty() ? otherwise : "Did you mean " + or(near) + "?";
  }

  private static String or(List<String> names) {
    int last = names.size() - 1;
    return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /** Whether one begins with the other, but for some edits. */
  private static boolean begins(String word, String name, int edits) {
    int shared = Math.min(word.length(), name.length());
    return shared >= 3 && distance(word.substring(0, shared), name.substring(0, shared)) <= edits;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9:]", "");
  }

  /** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
