package dev.fovea.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in one folder a class, {@code PATH/CLASS/picture.jpg}, by torchvision's rules.
 *
 * <p>Classes are the folders by name, items the pictures in them and their folders by path; hidden files and folders
 * are left out. Pictures are read as RGB when they are asked for; a damaged one is an error that names it.
 */
public final class ImageFolder implements ImageClassification {
  private final String name;
  private final List<String> classes;
  private final List<Path> files = new ArrayList<>();
  private final int[] labels;

  /**
   * The classes and pictures in a folder.
   *
   * @throws DataException if there are no class folders, or one of them has no picture
   */
  public ImageFolder(Path folder) {
    this(folder, null);
  }

  /**
   * The pictures in a folder, numbered by the classes of another, such as the training part's.
   *
   * @param classes the names that may come, in the order of their numbers; null takes the folder's own
   * @throws DataException if there are no class folders, one of them is not among the classes or has no picture
   */
  public ImageFolder(Path folder, @Nullable List<String> classes) {
    List<String> found = classFolders(folder);
    if (found.isEmpty()) {
      throw new DataException(folder + " holds no class folders; expected " + folder + "/CLASS/picture.jpg");
    }
    this.name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    this.classes = classes == null ? found : List.copyOf(classes);
    List<Integer> numbers = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    for (String label : found) {
      int number = this.classes.indexOf(label);
      if (number < 0) {
        throw new DataException(folder.resolve(label) + ": no class of this name among " + this.classes
            + ", which the training part has");
      }
      List<Path> pictures = ImageFiles.list(folder.resolve(label));
      if (pictures.isEmpty()) {
        empty.add(label);
      }
      for (Path picture : pictures) {
        files.add(picture);
        numbers.add(number);
      }
    }
    if (!empty.isEmpty()) {
      throw new DataException(folder + ": no pictures in the class folders " + empty + "; expected files named *"
          + String.join(", *", ImageFiles.SUFFIXES.stream().sorted().toList()) + ". Add some or remove the folders");
    }
    this.labels = numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The names of the folders in a folder, sorted; hidden ones are left out. */
  static List<String> classFolders(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).map(entry -> entry.getFileName().toString())
          .filter(entry -> !entry.startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw new DataException(folder + ": expected a folder of class folders, but it cannot be listed: "
          + DataException.reason(e), e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public String source(int index) {
    return files.get(index).toString();
  }

  @Override
  public LabeledImage get(int index, RandomGenerator random) {
    return new LabeledImage(ImageFiles.read(files.get(index)), labels[index]);
  }
}
