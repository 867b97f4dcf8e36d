package dev.fovea.data;

import dev.fovea.image.ClassColors;
import dev.fovea.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What the values of masks mean: numbers or colours to classes. */
final class MaskCoding {
  private static final int UNKNOWN = -1;

  private final List<String> names;
  private final List<Integer> colors;
  private final int[] byNumber;
  private final Map<Integer, Integer> byColor;

  private MaskCoding(List<String> names, List<Integer> colors, int[] byNumber, Map<Integer, Integer> byColor) {
    this.names = List.copyOf(names);
    this.colors = List.copyOf(colors);
    this.byNumber = byNumber;
    this.byColor = byColor;
  }

  /** The coding of listed classes: numbers are places in the list, colours those of the list. */
  static MaskCoding of(ClassList list, List<Integer> ignore) {
    List<String> names = new ArrayList<>();
    List<Integer> colors = new ArrayList<>();
    int[] byNumber = unknown();
    Map<Integer, Integer> byColor = new HashMap<>();
    for (int i = 0; i < list.names().size(); i++) {
      int number = list.isVoid(i) ? MaskedImage.VOID : names.size();
      byNumber[i] = number;
      if (!list.colors().isEmpty()) {
        byColor.put(list.colors().get(i), number);
      }
      if (number != MaskedImage.VOID) {
        names.add(list.names().get(i));
        colors.addAll(list.colors().isEmpty() ? List.of() : List.of(list.colors().get(i)));
      }
    }
    ignored(byNumber, ignore);
    return new MaskCoding(names, colors.isEmpty() ? ClassColors.distinct(names.size()).colors() : colors, byNumber,
        byColor);
  }

  /**
   * The coding that masks without a list of classes suggest: colours in ascending order of red, green and blue; else
   * numbers as they are, but two values alone, such as 0 and 255, are background and foreground.
   */
  static MaskCoding of(List<MaskFile> masks, List<Integer> ignore) {
    boolean coloured = masks.stream().anyMatch(mask -> !mask.isGrey());
    if (coloured) {
      TreeSet<Integer> met = new TreeSet<>();
      masks.forEach(mask -> met.addAll(mask.colors()));
      List<Integer> colors = new ArrayList<>(met);
      if (colors.size() > MaskedImage.VOID) {
        throw new DataException(masks.get(0).file().getParent() + ": its masks have " + colors.size()
            + " colours, more than there can be classes; list the classes in a file classes.txt");
      }
      Map<Integer, Integer> byColor = new HashMap<>();
      colors.forEach(color -> byColor.put(color, byColor.size()));
      return new MaskCoding(colors.stream().map(color -> String.format(Locale.ROOT, "#%06x", color)).toList(), colors,
          unknown(), byColor);
    }
    BitSet met = numbers(masks);
    if (isBinary(met)) {
      return binary(List.of("background", "foreground"), met);
    }
    ignore.stream().filter(number -> number >= 0).forEach(met::clear);
    int classes = met.length();
    int[] byNumber = unknown();
    for (int i = 0; i < classes; i++) {
      byNumber[i] = i;
    }
    ignored(byNumber, ignore);
    return new MaskCoding(IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
        ClassColors.distinct(classes).colors(), byNumber, Map.of());
  }

  /** The coding of masks with a list of classes; two classes in two values are what the values' order says. */
  static MaskCoding of(ClassList list, List<MaskFile> masks, List<Integer> ignore) {
    BitSet met = numbers(masks);
    boolean plain = list.colors().isEmpty() && list.names().size() == 2 && !list.isVoid(0) && !list.isVoid(1);
    return plain && isBinary(met) ? binary(list.names(), met) : of(list, ignore);
  }

  private static boolean isBinary(BitSet numbers) {
    return numbers.cardinality() == 2 && numbers.get(0) && numbers.length() > 2;
  }

  private static MaskCoding binary(List<String> names, BitSet met) {
    int[] byNumber = unknown();
    byNumber[0] = 0;
    byNumber[met.length() - 1] = 1;
    return new MaskCoding(names, List.of(0x000000, 0xe69f00), byNumber, Map.of());
  }

  private static BitSet numbers(List<MaskFile> masks) {
    BitSet numbers = new BitSet();
    for (MaskFile mask : masks) {
      numbers.or(mask.numbers());
      if (mask.isGrey()) {
        mask.colors().forEach(color -> numbers.set(color & 0xff));
      }
    }
    return numbers;
  }

  private static int[] unknown() {
    int[] table = new int[256];
    Arrays.fill(table, UNKNOWN);
    return table;
  }

  private static void ignored(int[] byNumber, List<Integer> ignore) {
    ignore.stream().filter(number -> number >= 0 && number < 256)
        .forEach(number -> byNumber[number] = MaskedImage.VOID);
  }

  /** The names of the classes. */
  List<String> names() {
    return names;
  }

  /** A colour for each class. */
  List<Integer> colors() {
    return colors;
  }

  /** Refuses a file that holds something unknown. */
  void check(MaskFile mask) {
    if (byColor.isEmpty() || mask.colors().isEmpty()) {
      BitSet numbers = numbers(List.of(mask));
      if (!mask.isGrey()) {
        throw uncoloured(mask.file().toString());
      }
      numbers.stream().filter(number -> byNumber[number] == UNKNOWN).findFirst().ifPresent(number -> {
        throw unknownNumber(mask.file().toString(), number);
      });
    } else {
      mask.colors().stream().filter(color -> !byColor.containsKey(color)).findFirst().ifPresent(color -> {
        throw unknownColor(mask.file().toString(), color);
      });
    }
  }

  /** A mask of class numbers from what a file holds. */
  Image classes(Image raw, String source) {
    byte[] from = raw.data();
    byte[] classes = new byte[raw.width() * raw.height()];
    boolean coloured = raw.channels() == 3 && !byColor.isEmpty();
    for (int i = 0; i < classes.length; i++) {
      if (coloured) {
        int color = MaskFile.color(from, 3 * i);
        Integer number = byColor.get(color);
        if (number == null) {
          throw unknownColor(source, color);
        }
        classes[i] = (byte) (int) number;
      } else {
        int value = from[i * raw.channels()] & 0xff;
        if (byNumber[value] == UNKNOWN) {
          throw unknownNumber(source, value);
        }
        classes[i] = (byte) byNumber[value];
      }
    }
    return new Image(raw.width(), raw.height(), 1, classes);
  }

  private DataException unknownNumber(String source, int number) {
    return new DataException(source + " holds the class number " + number + ", but the classes are "
        + (names.size() > 8 ? "0 to " + (names.size() - 1) : names) + "; add its name to classes.txt, or ignore it: "
        + "data.ignore=[" + MaskedImage.VOID + "," + number + "]");
  }

  private static DataException unknownColor(String source, int color) {
    return new DataException(source + String.format(Locale.ROOT, " holds the colour %d %d %d", color >> 16,
        color >> 8 & 0xff, color & 0xff) + ", which no class has; add it to the list of classes, or save the masks "
        + "without smoothing");
  }

  private static DataException uncoloured(String source) {
    return new DataException(source + " is a mask in colours, but the list of classes has none; write "
        + "NAME,RED,GREEN,BLUE in each line");
  }
}
