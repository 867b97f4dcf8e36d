package dev.fovea.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Data sets by name.
 *
 * <pre>{@code
 * ImageClassification train = Datasets.open("fashion-mnist", Split.TRAIN);
 * ImageClassification photos = Datasets.open("image-folder:photos", Split.TRAIN);
 * }</pre>
 */
public final class Datasets {
  private static final String FOLDER = "image-folder:";

  /**
   * Where to look and what is allowed.
   *
   * @param dataDir the user's folder of data, looked through first: files lie in it or in {@code dataDir/NAME}
   * @param cache where downloads go, in a folder of the data set's name
   * @param download whether missing files may be downloaded
   * @param progress hears how far a download is
   */
  public record Options(@Nullable Path dataDir, Path cache, boolean download, Download.Progress progress) {
    /** The user's cache, downloads allowed, no progress. */
    public static Options defaults() {
      return new Options(null, FoveaHome.datasets(), true, Download.Progress.SILENT);
    }

    /** The same with another folder of data. */
    public Options dataDir(@Nullable Path folder) {
      return new Options(folder, cache, download, progress);
    }

    /** The same with another listener. */
    public Options progress(Download.Progress listener) {
      return new Options(dataDir, cache, download, listener);
    }

    /** The same without downloads. */
    public Options offline() {
      return new Options(dataDir, cache, false, progress);
    }
  }

  private Datasets() {}

  /** The data sets with names; {@code image-folder:PATH} comes in addition. */
  public static List<DatasetInfo> known() {
    return Catalogue.ALL;
  }

  /** Opens a part of a data set with the usual options. */
  public static ImageClassification open(String spec, Split split) {
    return open(spec, split, Options.defaults());
  }

  /**
   * Opens a part of a data set: {@code digits}, {@code mnist}, {@code fashion-mnist}, {@code cifar10},
   * {@code cifar100}, or {@code image-folder:PATH}.
   *
   * <p>Files are taken from {@link Options#dataDir}, from the cache, from Debian's {@code /usr/share/datasets}, or
   * downloaded. The digits are split 80 to 20 within every class with seed 0. A folder may hold {@code train},
   * {@code val} and {@code test} folders with class folders in them, where the test part is {@code test} if there is
   * one and else {@code val}; or class folders alone, which are split like the digits. All sets but image folders are
   * {@link MemoryImages}. The parts of {@code omniglot}, {@code omniglot-small1} and {@code omniglot-small2} have
   * different classes; see {@link FewShotSet}.
   *
   * @throws DataException if there is no such data set or part, or its files are missing or damaged; says what to do
   */
  public static ImageClassification open(String spec, Split split, Options options) {
    if (spec.startsWith(FOLDER)) {
      return folder(Path.of(spec.substring(FOLDER.length())), split);
    }
    DatasetInfo info = info(spec);
    if (split == Split.VALIDATION) {
      throw new DataException("The data set " + spec + " has a training and a test part, but no validation part;"
          + " divide the training part with split(seed, fractions)");
    }
    boolean train = split == Split.TRAIN;
    Places places = new Places(info.name(), options);
    return switch (info.name()) {
      case "digits" -> Digits.part(train);
      case "cifar10" -> Cifar.read(info.name(), info.classes(), archive(places, info, "cifar-10-batches-bin"),
          train ? IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList()
              : List.of("test_batch.bin"), 1);
      case "cifar100" -> Cifar.read(info.name(), info.classes(), archive(places, info, "cifar-100-binary"),
          List.of(train ? "train.bin" : "test.bin"), 2);
      case "omniglot", "omniglot-small1", "omniglot-small2" -> {
        FewShotSet set = FewShotSet.open(info.name(), new PictureForm(PictureForm.Kind.WHOLE, 28), options);
        yield train ? set.train() : set.test();
      }
      default -> {
        List<RemoteFile> files = train ? info.trainFiles() : info.testFiles();
        yield Idx.images(info.name(), info.classes(), places.require(files.get(0)), places.require(files.get(1)));
      }
    };
  }

  private static Path archive(Places places, DatasetInfo info, String folder) {
    return places.require(info.trainFiles().get(0), folder);
  }

  /**
   * What is known of a data set.
   *
   * @throws DataException if there is none of this name; says the nearest names
   */
  public static DatasetInfo info(String name) {
    for (DatasetInfo info : Catalogue.ALL) {
      if (info.name().equals(name)) {
        return info;
      }
    }
    List<String> names = Stream.concat(Catalogue.ALL.stream().map(DatasetInfo::name), Stream.of(FOLDER + "PATH"))
        .toList();
    String nearest = names.stream().min(Comparator.comparingInt(known -> distance(name, known))).orElseThrow();
    throw new DataException("There is no data set \"" + name + "\"; did you mean " + nearest + "? Known are "
        + String.join(", ", names) + (Files.isDirectory(Path.of(name))
            ? ". For the folder of that name write " + FOLDER + name : ""));
  }

  /** Where the first file of a data set's part is on this machine, without downloading. */
  public static Optional<Path> find(String name, Split split, Options options) {
    DatasetInfo info = info(name);
    List<RemoteFile> files = split == Split.TRAIN ? info.trainFiles() : info.testFiles();
    if (files.isEmpty()) {
      return Optional.empty();
    }
    String file = files.get(0).name();
    return name.startsWith("omniglot") ? FewShotSet.find(files.get(0), options)
        : new Places(name, options).find(switch (name) {
      case "cifar10" -> new String[] {"cifar-10-batches-bin", file};
      case "cifar100" -> new String[] {"cifar-100-binary", file};
      default -> new String[] {file};
    });
  }

  private static ImageClassification folder(Path folder, Split split) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + ": expected a folder of pictures, got "
          + (Files.exists(folder) ? "a file" : "nothing there") + "; write " + FOLDER + "PATH");
    }
    Path train = folder.resolve("train");
    if (!Files.isDirectory(train) || ImageFolder.classFolders(train).isEmpty()) {
      if (split == Split.VALIDATION) {
        throw new DataException(folder + " has no validation part; expected " + folder.resolve("val"));
      }
      return new ImageFolder(folder).split(0, 0.8, 0.2).get(split == Split.TRAIN ? 0 : 1);
    }
    if (split == Split.TRAIN) {
      return new ImageFolder(train);
    }
    List<String> parts = split == Split.TEST ? List.of("test", "val", "validation", "valid")
        : List.of("val", "validation", "valid");
    for (String part : parts) {
      if (Files.isDirectory(folder.resolve(part))) {
        return new ImageFolder(folder.resolve(part), ImageFolder.classFolders(train));
      }
    }
    throw new DataException(folder + " has a training part but none to evaluate on; expected one of the folders "
        + parts + " beside train");
  }

  /** The edit distance of two names (Levenshtein, 1966). */
  private static int distance(String a, String b) {
    int[] row = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        row[j] = Math.min(diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1),
            1 + Math.min(row[j], row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
