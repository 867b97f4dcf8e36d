package dev.fovea.train.gan;

import java.util.List;

/**
 * Arithmetic with noise: the mean noise of pictures of one class, less that of another, plus that of a third. Radford
 * et al., 2015, section 6.3.2: a smiling woman less a neutral woman plus a neutral man.
 *
 * @param from the first class
 * @param minus the class taken away
 * @param plus the class added
 */
public record LatentSum(String from, String minus, String plus) {
  /** Its three classes. */
  List<String> classes() {
    return List.of(from, minus, plus);
  }

  @Override
  public String toString() {
    return from + " - " + minus + " + " + plus;
  }
}
