package dev.fovea.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Finds pictures and their masks in the folders that people keep them in; see {@link MaskFolder}. */
final class MaskLayout {
  /** A picture and the file of its mask. */
  record Pair(Path image, Path mask) {}

  private static final List<String> IMAGES = List.of("images", "image", "imgs", "img", "JPEGImages");
  private static final List<String> MASKS = List.of("masks", "mask", "labels", "label", "annotations", "annotation",
      "annot", "gt", "SegmentationClass");
  private static final List<String> ENDINGS =
      List.of("", "_mask", ".mask", "-mask", "_label", ".label", "-label", "_labels", "_gt", "_annot", "_L");
  private static final List<List<String>> PARTS = List.of(List.of("train", "training"),
      List.of("val", "valid", "validation"), List.of("test", "testing"));
  private static final int SHOWN = 3;

  private final Path root;

  MaskLayout(Path root) {
    this.root = root;
  }

  /** The pairs of a part; none where the folder has no such part. */
  List<Pair> part(Split split) {
    for (String name : PARTS.get(split.ordinal())) {
      Path folder = root.resolve(name);
      if (Files.isDirectory(folder)) {
        for (String masks : MASKS) {
          for (String beside : List.of(name + masks, name + "_" + masks, name + "-" + masks)) {
            if (Files.isDirectory(root.resolve(beside))) {
              return pairs(folder, root.resolve(beside));
            }
          }
        }
        List<Pair> within = whole(folder);
        if (!within.isEmpty()) {
          return within;
        }
      }
      Path images = first(root, IMAGES);
      Path masks = first(root, MASKS);
      if (Files.isDirectory(images.resolve(name)) && Files.isDirectory(masks.resolve(name))) {
        return pairs(images.resolve(name), masks.resolve(name));
      }
    }
    return List.of();
  }

  /** The pairs of a folder without parts. */
  List<Pair> whole() {
    return whole(root);
  }

  private static List<Pair> whole(Path folder) {
    Path images = first(folder, IMAGES);
    Path masks = first(folder, MASKS);
    if (Files.isDirectory(images) && Files.isDirectory(masks)) {
      return pairs(images, masks);
    }
    return sideBySide(folder);
  }

  private static Path first(Path folder, List<String> names) {
    return names.stream().map(folder::resolve).filter(Files::isDirectory).findFirst()
        .orElse(folder.resolve(names.get(0)));
  }

  private static List<Pair> pairs(Path images, Path masks) {
    Map<String, Path> byStem = new HashMap<>();
    for (Path file : ImageFiles.list(masks)) {
      byStem.putIfAbsent(stem(masks, file), file);
    }
    List<Pair> pairs = new ArrayList<>();
    List<Path> missing = new ArrayList<>();
    for (Path image : ImageFiles.list(images)) {
      String stem = stem(images, image);
      ENDINGS.stream().map(ending -> byStem.get(stem + ending)).filter(Objects::nonNull).findFirst()
          .ifPresentOrElse(mask -> pairs.add(new Pair(image, mask)), () -> missing.add(image));
    }
    if (!missing.isEmpty()) {
      String stem = stem(images, missing.get(0));
      throw new DataException(missing.size() + " of " + (missing.size() + pairs.size()) + " pictures in " + images
          + " have no mask in " + masks + ": " + String.join(", ", missing.stream().limit(SHOWN)
              .map(each -> each.getFileName().toString()).toList()) + (missing.size() > SHOWN ? ", ..." : "")
          + "; expected " + masks.resolve(stem + ".png") + " or " + stem + "_mask.png there");
    }
    return pairs;
  }

  /** Pictures and masks in one folder: masks have the picture's name with an ending. */
  private static List<Pair> sideBySide(Path folder) {
    Map<String, Path> byStem = new HashMap<>();
    List<Path> files = ImageFiles.list(folder);
    files.forEach(file -> byStem.putIfAbsent(stem(folder, file), file));
    List<Pair> pairs = new ArrayList<>();
    Set<Path> used = new HashSet<>();
    for (Path file : files) {
      String stem = stem(folder, file);
      ENDINGS.stream().filter(ending -> !ending.isEmpty()).map(ending -> byStem.get(stem + ending))
          .filter(Objects::nonNull).findFirst().ifPresent(mask -> {
            pairs.add(new Pair(file, mask));
            used.add(file);
            used.add(mask);
          });
    }
    List<Path> alone = files.stream().filter(file -> !used.contains(file)).toList();
    if (!pairs.isEmpty() && !alone.isEmpty()) {
      throw new DataException(alone.size() + " of the pictures in " + folder + " have no mask, first " + alone.get(0)
          + "; expected " + stem(folder, alone.get(0)) + "_mask.png or the like beside it");
    }
    return pairs;
  }

  /** The path below a folder without its suffix, with / on every system. */
  private static String stem(Path folder, Path file) {
    String path = folder.relativize(file).toString().replace('\\', '/');
    return path.substring(0, path.lastIndexOf('.'));
  }
}
