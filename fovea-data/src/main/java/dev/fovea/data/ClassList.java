package dev.fovea.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes of masks, as a text file lists them: a name a line, in the order of the class numbers, each with or all
 * without a colour: {@code road}, {@code road,128,64,128} or {@code 128 64 128 road}.
 *
 * @param names of the classes, some of which may be {@link #isVoid void}
 * @param colors 0xRRGGBB for each, or empty
 */
record ClassList(List<String> names, List<Integer> colors) {
  private static final List<String> FILES =
      List.of("classes.txt", "class_dict.csv", "label_colors.txt", "labels.txt", "palette.txt", "codes.txt");
  private static final List<String> VOIDS = List.of("void", "ignore", "ignored", "unlabelled", "unlabeled");
  private static final String NUMBER = "(\\d{1,3})";
  private static final Pattern COLOR_FIRST =
      Pattern.compile(NUMBER + "[\\s,;]+" + NUMBER + "[\\s,;]+" + NUMBER + "[\\s,;]+(\\S.*)");
  private static final Pattern COLOR_LAST =
      Pattern.compile("(.*[^\\s,;])[\\s,;]+" + NUMBER + "[\\s,;]+" + NUMBER + "[\\s,;]+" + NUMBER);

  ClassList {
    names = List.copyOf(names);
    colors = List.copyOf(colors);
  }

  /** Whether a class is none: its pixels count for nothing. */
  boolean isVoid(int number) {
    return VOIDS.contains(names.get(number).toLowerCase(Locale.ROOT));
  }

  /** The list in a folder, under one of the usual names. */
  static Optional<ClassList> find(Path folder) {
    return FILES.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst().map(ClassList::read);
  }

  /**
   * Reads a list.
   *
   * @throws DataException if it cannot be read, is empty, or has colours for some of the classes only
   */
  static ClassList read(Path file) {
    List<String> names = new ArrayList<>();
    List<Integer> colors = new ArrayList<>();
    try {
      for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\\R")) {
        String text = line.strip();
        if (!text.isEmpty() && !text.startsWith("#") && !text.toLowerCase(Locale.ROOT).matches("name\\s*,\\s*r\\b.*")) {
          add(text, file, names, colors);
        }
      }
    } catch (IOException e) {
      throw new DataException(file + " cannot be read as a list of classes in UTF-8: " + DataException.reason(e), e);
    }
    if (names.isEmpty() || names.size() > MaskedImage.VOID) {
      throw new DataException(file + ": expected 1 to " + MaskedImage.VOID + " classes, one a line, got "
          + names.size());
    }
    if (!colors.isEmpty() && colors.size() != names.size()) {
      throw new DataException(file + ": expected a colour for every class or for none, got " + colors.size() + " for "
          + names.size() + "; write NAME,RED,GREEN,BLUE in each line");
    }
    if (new HashSet<>(colors).size() < colors.size()) {
      throw new DataException(file + " has the same colour for several classes; give each its own");
    }
    return new ClassList(names, colors);
  }

  private static void add(String text, Path file, List<String> names, List<Integer> colors) {
    Matcher first = COLOR_FIRST.matcher(text);
    Matcher last = COLOR_LAST.matcher(text);
    if (first.matches()) {
      names.add(first.group(4));
      colors.add(color(first, 1, file));
    } else if (last.matches()) {
      names.add(last.group(1));
      colors.add(color(last, 2, file));
    } else {
      names.add(text);
    }
  }

  private static int color(Matcher matcher, int group, Path file) {
    int color = 0;
    for (int i = 0; i < 3; i++) {
      int part = Integer.parseInt(matcher.group(group + i));
      if (part > 255) {
        throw new DataException(file + ": expected colours of 0 to 255, got " + matcher.group());
      }
      color = color << 8 | part;
    }
    return color;
  }
}
