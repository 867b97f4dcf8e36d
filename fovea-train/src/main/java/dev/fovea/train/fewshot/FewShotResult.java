package dev.fovea.train.fewshot;

import dev.fovea.image.Image;
import dev.fovea.train.Metrics;
import java.util.List;
import java.util.Optional;

/**
 * How well classes are told that were not trained on.
 *
 * @param accuracies of random episodes, by ways and shots
 * @param within of 20-way 1-shot episodes whose characters are of one alphabet, which is harder; if the classes have
 *     alphabets of 20 characters
 * @param runs Omniglot's one-shot runs, where they are at hand
 * @param sheet one episode to look at
 * @param map some classes in a plane
 */
public record FewShotResult(List<Accuracy> accuracies, Optional<Accuracy> within, List<Run> runs, Sheet sheet,
    List<Place> map) {
  /**
   * A one-shot run.
   *
   * @param name {@code run01}
   * @param queries drawings to be told
   * @param wrong how many were not
   */
  public record Run(String name, int queries, int wrong) {}

  /**
   * An episode with answers.
   *
   * @param title what it is
   * @param support one picture of each class
   * @param queries pictures to be told
   * @param right their classes
   * @param answers the classes that they were taken for
   */
  public record Sheet(String title, List<Image> support, List<Image> queries, int[] right, int[] answers) {}

  /**
   * A class in the plane of the two largest principal components.
   *
   * @param name of the class
   * @param xs of its pictures
   * @param ys of its pictures
   */
  public record Place(String name, double[] xs, double[] ys) {}

  /** Part of the one-shot runs' drawings that were told wrongly; NaN without runs. */
  public double error() {
    return (double) runs.stream().mapToInt(Run::wrong).sum() / runs.stream().mapToInt(Run::queries).sum();
  }

  /** The figures by name. */
  public Metrics metrics() {
    Metrics metrics = Metrics.NONE;
    for (Accuracy each : accuracies) {
      metrics = metrics.and("accuracy_" + each.kind().replace("-", "").replace(' ', '_'), each.mean());
    }
    for (Accuracy each : accuracies) {
      metrics = metrics.and("interval/accuracy_" + each.kind().replace("-", "").replace(' ', '_'), each.interval());
    }
    if (within.isPresent()) {
      metrics = metrics.and("error_within_alphabet", 1 - within.get().mean());
    }
    return runs.isEmpty() ? metrics : metrics.and("error_one_shot_runs", error());
  }
}
