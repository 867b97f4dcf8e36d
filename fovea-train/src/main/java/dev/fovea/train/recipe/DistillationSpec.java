package dev.fovea.train.recipe;

import dev.fovea.nn.loss.DistillationLoss;
import java.nio.file.Path;

/**
 * What a classifier learns from another one beside the labels.
 *
 * @param type the teacher's best class (hard), its probabilities (soft), or nothing (none)
 * @param teacher the folder of a run or a file of weights that one wrote; with {@code weights}, a model's name
 * @param weights a checkpoint file of the model that {@code teacher} names; empty where that is a run
 * @param alpha the teacher's part of the loss, 0 to 1
 * @param tau the temperature of soft distillation
 */
public record DistillationSpec(Type type, String teacher, String weights, double alpha, double tau) {
  /** What is taken from the teacher. */
  public enum Type {
    NONE,
    HARD,
    SOFT
  }

  /** No teacher. */
  public static final DistillationSpec DEFAULT = new DistillationSpec(Type.NONE, "", "", 0.5, 1);

  /** Checks the ranges. */
  public DistillationSpec {
    if (!(alpha >= 0 && alpha <= 1) || !(tau > 0 && tau < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("expected alpha of 0 to 1 and tau above 0, got " + alpha + " and " + tau);
    }
  }

  /** Whether the labels alone teach. */
  public boolean isNone() {
    return type == Type.NONE;
  }

  /** The loss of a recipe that has a teacher. */
  public DistillationLoss loss() {
    return new DistillationLoss(type == Type.HARD ? DistillationLoss.Kind.HARD : DistillationLoss.Kind.SOFT, alpha,
        tau);
  }

  /** The same with full paths. */
  public DistillationSpec withFullPaths() {
    return new DistillationSpec(type, weights.isEmpty() ? full(teacher) : teacher, full(weights), alpha, tau);
  }

  private static String full(String path) {
    return path.isEmpty() ? "" : Path.of(path).toAbsolutePath().normalize().toString();
  }
}
