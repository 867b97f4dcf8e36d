package dev.fovea.data;

import dev.fovea.image.Image;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One of Omniglot's one-shot classification runs: 20 characters of an alphabet drawn by one person, and the same by
 * another, to be matched (Lake et al., 2015). People err on 4.5 % of them.
 *
 * <p>A run is a folder with {@code training/classNN.png}, {@code test/itemNN.png} and {@code class_labels.txt}, whose
 * lines name a test picture and the training picture of its character.
 *
 * @param name {@code run01} to {@code run20}
 * @param support one drawing of each class
 * @param queries drawings with their right classes
 */
public record OneShotRun(String name, MemoryImages support, MemoryImages queries) {
  private static final String ANSWERS = "class_labels.txt";

  /** The runs among the usual data, if they are there; they are not downloaded. */
  public static Optional<List<OneShotRun>> find(Datasets.Options options, PictureForm form) {
    return new Places("omniglot", options)
        .find("one-shot-runs.zip", "one-shot-runs", "all_runs.zip", "all_runs", "one-shot-classification")
        .map(place -> read(place, form));
  }

  /**
   * The runs in a zip archive or a folder, by name.
   *
   * @throws DataException if there are none, or a picture is missing or damaged; names it
   */
  public static List<OneShotRun> read(Path zipOrFolder, PictureForm form) {
    TreeMap<String, byte[]> files = FileTree.read(zipOrFolder,
        path -> path.endsWith("/" + ANSWERS) || path.endsWith(".png"));
    List<OneShotRun> runs = new ArrayList<>();
    files.forEach((path, content) -> {
      if (path.endsWith("/" + ANSWERS)) {
        runs.add(run(zipOrFolder, files, path.substring(0, path.length() - ANSWERS.length()), content, form));
      }
    });
    if (runs.isEmpty()) {
      throw new DataException(zipOrFolder + " holds no one-shot runs; expected runNN/training/classNN.png, "
          + "runNN/test/itemNN.png and runNN/" + ANSWERS);
    }
    return List.copyOf(runs);
  }

  private static OneShotRun run(Path place, TreeMap<String, byte[]> files, String folder, byte[] answers,
      PictureForm form) {
    String name = folder.replaceFirst("/$", "").replaceFirst("^.*/", "");
    Map<String, Integer> classes = new LinkedHashMap<>();
    List<Image> support = new ArrayList<>();
    files.subMap(folder + "training/", folder + "training0").forEach((path, content) -> {
      classes.put(file(path), classes.size());
      support.add(Omniglot.fit(form, content, place, path));
    });
    List<Image> queries = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (String line : new String(answers, StandardCharsets.UTF_8).lines().filter(each -> !each.isBlank()).toList()) {
      String[] pair = line.strip().split("\\s+");
      byte[] item = pair.length == 2 ? files.get(folder + "test/" + file(pair[0])) : null;
      Integer label = pair.length == 2 ? classes.get(file(pair[1])) : null;
      if (item == null || label == null) {
        throw new DataException(place + ", " + folder + ANSWERS + ": expected 'runNN/test/itemNN.png "
            + "runNN/training/classNN.png' with pictures that are there, got '" + line + "'");
      }
      queries.add(Omniglot.fit(form, item, place, folder + "test/" + file(pair[0])));
      labels.add(label);
    }
    if (queries.isEmpty()) {
      throw new DataException(place + ", " + folder + ANSWERS + " names no pictures");
    }
    List<String> names = List.copyOf(classes.keySet());
    return new OneShotRun(name,
        MemoryImages.of(name, names, support, java.util.stream.IntStream.range(0, names.size()).toArray()),
        MemoryImages.of(name, names, queries, labels.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static String file(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
