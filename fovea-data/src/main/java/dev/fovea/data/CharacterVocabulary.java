package dev.fovea.data;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The characters of a text, numbered in the order of their Unicode code points.
 *
 * <p>A character here is a code point, so one outside the basic plane (an emoji, a rare ideograph) is one character,
 * though Java's {@code char} needs two for it.
 */
public final class CharacterVocabulary {
  private static final int SHOWN = 8;

  private final int[] codePoints;

  private CharacterVocabulary(int[] codePoints) {
    this.codePoints = codePoints;
  }

  /**
   * The vocabulary of the characters in a text, which may repeat and stand in any order.
   *
   * @throws IllegalArgumentException if there are none, or if half of a surrogate pair stands alone
   */
  public static CharacterVocabulary of(String text) {
    return of(text.codePoints().toArray());
  }

  static CharacterVocabulary of(int[] characters) {
    int[] sorted = Arrays.stream(characters).sorted().distinct().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("A vocabulary needs at least one character, got an empty text");
    }
    for (int codePoint : sorted) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException("Half of a surrogate pair stands alone: " + name(codePoint)
            + "; read the text as UTF-8");
      }
    }
    return new CharacterVocabulary(sorted);
  }

  /** The number of characters. */
  public int size() {
    return codePoints.length;
  }

  /** All characters in order; {@link #of} makes this vocabulary of them again. */
  public String characters() {
    return new String(codePoints, 0, codePoints.length);
  }

  /** The character of a number. */
  public String character(int number) {
    return Character.toString(codePoints[number]);
  }

  /**
   * The numbers of a text's characters.
   *
   * @throws IllegalArgumentException if the vocabulary lacks some of them; names those
   */
  public int[] encode(String text) {
    int[] numbers = text.codePoints().map(this::number).toArray();
    if (Arrays.stream(numbers).anyMatch(number -> number < 0)) {
      Set<String> unknown = new LinkedHashSet<>();
      text.codePoints().filter(codePoint -> number(codePoint) < 0).forEach(codePoint -> unknown.add(name(codePoint)));
      throw new IllegalArgumentException((unknown.size() == 1 ? "unknown character " : "unknown characters ")
          + unknown.stream().limit(SHOWN).collect(Collectors.joining(", ")) + (unknown.size() > SHOWN ? ", ..." : "")
          + "; the text that was learned has these " + size() + ": " + shown());
    }
    return numbers;
  }

  /** The text of numbers. */
  public String decode(int... numbers) {
    StringBuilder text = new StringBuilder(numbers.length);
    for (int number : numbers) {
      text.appendCodePoint(codePoints[number]);
    }
    return text.toString();
  }

  /** The number of a character, or a negative one. */
  int number(int codePoint) {
    return Arrays.binarySearch(codePoints, codePoint);
  }

  private static String name(int codePoint) {
    boolean visible = Character.isValidCodePoint(codePoint) && Character.getType(codePoint) != Character.SURROGATE
        && !Character.isISOControl(codePoint) && !Character.isWhitespace(codePoint);
    String number = String.format(Locale.ROOT, "U+%04X", codePoint);
    return visible ? "'" + Character.toString(codePoint) + "' " + number : number;
  }

  private String shown() {
    String visible = Arrays.stream(codePoints).filter(each -> !Character.isISOControl(each)).limit(100)
        .mapToObj(Character::toString).collect(Collectors.joining());
    return visible + (visible.codePointCount(0, visible.length()) == 100 ? "..." : "");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CharacterVocabulary that && Arrays.equals(codePoints, that.codePoints);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codePoints);
  }

  @Override
  public String toString() {
    return size() + " characters: " + shown();
  }
}
