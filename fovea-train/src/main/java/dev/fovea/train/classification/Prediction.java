package dev.fovea.train.classification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a classifier says of a picture.
 *
 * @param classes names by class number
 * @param probabilities of the classes, each 0 to 1, with the sum 1
 */
public record Prediction(List<String> classes, float[] probabilities) {
  /**
   * A class and how probable it is.
   *
   * @param number class number
   * @param name class name
   * @param probability 0 to 1
   */
  public record Guess(int number, String name, float probability) {}

  /** The most probable class. */
  public Guess best() {
    return top(1).get(0);
  }

  /** The most probable classes, best first; fewer where there are not so many. */
  public List<Guess> top(int count) {
    List<Guess> guesses = new ArrayList<>();
    IntStream.range(0, probabilities.length).boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> probabilities[i]).reversed()).limit(count)
        .forEach(i -> guesses.add(new Guess(i, i < classes.size() ? classes.get(i) : Integer.toString(i),
            probabilities[i])));
    return guesses;
  }

  @Override
  public String toString() {
    return top(5).toString();
  }
}
