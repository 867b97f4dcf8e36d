package dev.fovea.train.recipe;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

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

  /** The least number of letters to add, drop or change, without regard to case. */
  static int distance(String first, String second) {
    return dev.fovea.models.Nearest.edits(first.toLowerCase(Locale.ROOT), second.toLowerCase(Locale.ROOT));
  }
}
