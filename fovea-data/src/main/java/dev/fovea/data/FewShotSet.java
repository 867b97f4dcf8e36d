package dev.fovea.data;

import dev.fovea.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Classes to learn from, and other classes to be tested on: what few-shot learning needs.
 *
 * <pre>{@code
 * FewShotSet set = FewShotSet.open("omniglot-small1", new PictureForm(Kind.WHOLE, 28), Datasets.Options.defaults());
 * }</pre>
 *
 * @param train what is learned from
 * @param test pictures of classes that are not among those of {@code train}
 * @param leftOut what was taken out of the test part because it is in the training part too: alphabets or classes
 */
public record FewShotSet(MemoryImages train, MemoryImages test, List<String> leftOut) {
  private static final String FOLDER = "image-folder:";
  private static final double TRAINED = 0.8;

  /** Copies the list. */
  public FewShotSet {
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Opens {@code omniglot} (background set and evaluation set), {@code omniglot-small1} or {@code omniglot-small2} (one
   * minimal background set, tested on the other without the alphabets that both have), or {@code image-folder:PATH}.
   *
   * <p>A folder holds folders {@code train} and {@code test} (or {@code val}) with class folders in them, or class
   * folders alone, of which every fifth, at random with seed 0, is tested on.
   *
   * @throws DataException if there is no such data set, its files are missing or damaged, or no class is left to test on
   */
  public static FewShotSet open(String spec, PictureForm form, Datasets.Options options) {
    if (spec.startsWith(FOLDER)) {
      return folder(Path.of(spec.substring(FOLDER.length())), form);
    }
    DatasetInfo info = Datasets.info(spec);
    if (!spec.startsWith("omniglot")) {
      throw new DataException("The data set " + spec + " has the same classes in both parts, but few-shot learning is "
          + "tested on other classes; use omniglot, omniglot-small1, omniglot-small2 or " + FOLDER + "PATH");
    }
    MemoryImages train = Omniglot.read(spec, require(info.trainFiles().get(0), options), form);
    MemoryImages test = Omniglot.read(spec, require(info.testFiles().get(0), options), form);
    Set<String> alphabets = new LinkedHashSet<>();
    train.classes().forEach(character -> alphabets.add(Omniglot.alphabet(character)));
    Set<String> shared = new LinkedHashSet<>();
    test.classes().stream().map(Omniglot::alphabet).filter(alphabets::contains).forEach(shared::add);
    return new FewShotSet(train, only(test, name -> !shared.contains(Omniglot.alphabet(name))), List.copyOf(shared));
  }

  /** Where an archive of Omniglot is on this machine, as it is or unpacked. */
  static Optional<Path> find(RemoteFile archive, Datasets.Options options) {
    return new Places("omniglot", options).find(names(archive));
  }

  private static Path require(RemoteFile archive, Datasets.Options options) {
    return new Places("omniglot", options).require(archive, names(archive));
  }

  /** {@code images_background_small1} is also known as {@code omniglot-background-small1}. */
  private static String[] names(RemoteFile archive) {
    String plain = archive.name().replace(".zip", "");
    String other = plain.replace("images_", "").replace('_', '-');
    return new String[] {plain, archive.name(), other, other + ".zip"};
  }

  private static FewShotSet folder(Path folder, PictureForm form) {
    Path train = folder.resolve("train");
    if (Files.isDirectory(train) && !ImageFolder.classFolders(train).isEmpty()) {
      Path test = List.of("test", "val", "validation", "valid").stream().map(folder::resolve).filter(Files::isDirectory)
          .findFirst().orElseThrow(() -> new DataException(folder + " has a training part but none to test on; expected "
              + "a folder test beside train, with classes that are not in train"));
      MemoryImages learned = read(new ImageFolder(train), form);
      MemoryImages tested = read(new ImageFolder(test), form);
      Set<String> shared = new LinkedHashSet<>(tested.classes());
      shared.retainAll(learned.classes());
      return new FewShotSet(learned, only(tested, name -> !shared.contains(name)), List.copyOf(shared));
    }
    MemoryImages all = read(new ImageFolder(folder), form);
    int[][] parts = Splits.random(all.classes().size(), 0, TRAINED, 1 - TRAINED);
    List<List<String>> names = new ArrayList<>();
    for (int[] part : parts) {
      names.add(IntStream.of(part).mapToObj(all.classes()::get).toList());
    }
    return new FewShotSet(only(all, names.get(0)::contains), only(all, names.get(1)::contains), List.of());
  }

  /** The pictures of class folders, in a form, in memory. */
  public static MemoryImages read(ImageFolder folder, PictureForm form) {
    List<Image> images = new ArrayList<>(folder.size());
    for (int i = 0; i < folder.size(); i++) {
      try {
        images.add(form.fit(folder.get(i).image()));
      } catch (IllegalArgumentException e) {
        throw new DataException(folder.source(i) + ": " + DataException.reason(e), e);
      }
    }
    return MemoryImages.of(folder.name(), folder.classes(), images, folder.labels());
  }

  /** The classes of some names and their pictures. */
  private static MemoryImages only(MemoryImages images, Predicate<String> wanted) {
    List<String> names = images.classes().stream().filter(wanted).toList();
    if (names.isEmpty()) {
      throw new DataException(images.name() + ": no class is left to test on, as all of them are trained on; test on "
          + "classes that are not in the training part");
    }
    int[] items = IntStream.range(0, images.size()).filter(i -> wanted.test(images.classes().get(images.label(i))))
        .toArray();
    MemoryImages chosen = images.subset(items);
    int[] labels = IntStream.of(chosen.labels()).map(label -> names.indexOf(images.classes().get(label))).toArray();
    return new MemoryImages(images.name(), names, images.channels(), images.height(), images.width(), chosen.pixels(),
        labels);
  }
}
