package dev.fovea.data;

import dev.fovea.image.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Omniglot: characters of many alphabets, each drawn once by 20 people, 105 x 105 (Lake, Salakhutdinov and Tenenbaum,
 * Human-level concept learning through probabilistic program induction, 2015).
 *
 * <p>A part is a zip archive as published, or the folder that it holds: {@code ALPHABET/characterNN/picture.png}.
 */
public final class Omniglot {
  private static final Pattern DRAWING = Pattern.compile("(?:.*/)?([^/]+)/(character\\d+)/[^/]+\\.png");

  private Omniglot() {}

  /**
   * The drawings of a part, with classes {@code ALPHABET/characterNN}.
   *
   * @param name what the data set is to be called
   * @param zipOrFolder where they are
   * @param form how drawings become inputs
   * @throws DataException if there are none, or one is damaged; names it
   */
  public static MemoryImages read(String name, Path zipOrFolder, PictureForm form) {
    TreeMap<String, byte[]> files = FileTree.read(zipOrFolder, path -> DRAWING.matcher(path).matches());
    if (files.isEmpty()) {
      throw new DataException(zipOrFolder + " holds no drawings; expected ALPHABET/characterNN/*.png");
    }
    Set<String> classes = new LinkedHashSet<>();
    List<Image> images = new ArrayList<>(files.size());
    int[] labels = new int[files.size()];
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Matcher path = DRAWING.matcher(file.getKey());
      if (!path.matches()) {
        throw new IllegalStateException(file.getKey());
      }
      classes.add(path.group(1) + "/" + path.group(2));
      labels[images.size()] = classes.size() - 1;
      images.add(fit(form, file.getValue(), zipOrFolder, file.getKey()));
    }
    return MemoryImages.of(name, List.copyOf(classes), images, labels);
  }

  /** The alphabet of a class {@code ALPHABET/characterNN}. */
  public static String alphabet(String character) {
    return character.substring(0, Math.max(0, character.lastIndexOf('/')));
  }

  static Image fit(PictureForm form, byte[] file, Path archive, String path) {
    try {
      return form.fit(Image.decode(file));
    } catch (IllegalArgumentException e) {
      throw new DataException(archive + ", " + path + ": " + DataException.reason(e), e);
    }
  }
}
