package dev.fovea.models.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Compares networks and operations with reference implementations, card by card.
 *
 * <pre>{@code
 * Parity.run(List.of(Path.of("cards")), false).forEach(System.out::println);
 * }</pre>
 */
public final class Parity {
  private Parity() {}

  /**
   * Runs cards.
   *
   * @param paths card files, and folders whose {@code .json} files are all cards
   * @param knownOnly whether cards of unknown names are skipped rather than reported as missing
   * @return one result a card, by path
   * @throws IOException if a path is not there; a file that is no card is a failed result
   */
  public static List<CardResult> run(List<Path> paths, boolean knownOnly) throws IOException {
    return run(paths, knownOnly, result -> {});
  }

  /** {@link #run(List, boolean)}, with each result also given as it comes. */
  public static List<CardResult> run(List<Path> paths, boolean knownOnly, Consumer<CardResult> each)
      throws IOException {
    List<CardResult> results = new ArrayList<>();
    for (Path card : cards(paths)) {
      CardResult result = ParityRunner.run(card, knownOnly);
      results.add(result);
      each.accept(result);
    }
    return results;
  }

  /** The card files under paths, sorted within each folder. */
  public static List<Path> cards(List<Path> paths) throws IOException {
    List<Path> cards = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.walk(path)) {
          files.filter(file -> Files.isRegularFile(file) && file.toString().endsWith(".json")).sorted()
              .forEach(cards::add);
        }
      } else if (Files.exists(path)) {
        cards.add(path);
      } else {
        throw new NoSuchFileException(path.toString(), null, "there is no such card or folder of cards");
      }
    }
    return cards;
  }
}
