package dev.fovea.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The lists of classes that published checkpoints name by index. */
public final class ClassNames {
  /** ImageNet's 1000 classes of the challenges of 2012 to 2017, in the order of their WordNet numbers. */
  public static final String IMAGENET = "imagenet1k";

  private static final Map<String, List<String>> LISTS = new ConcurrentHashMap<>();

  private ClassNames() {}

  /**
   * The classes of a list, by index.
   *
   * @throws IllegalArgumentException if no list has this name
   */
  public static List<String> of(String list) {
    return LISTS.computeIfAbsent(list, ClassNames::read);
  }

  private static List<String> read(String list) {
    try (InputStream in = ClassNames.class.getResourceAsStream(list + ".txt")) {
      if (in == null) {
        throw new IllegalArgumentException("No list of classes is named '" + list + "'; there is " + IMAGENET);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The list of classes '" + list + "' cannot be read", e);
    }
  }
}
