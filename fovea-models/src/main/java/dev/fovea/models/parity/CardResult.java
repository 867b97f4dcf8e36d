package dev.fovea.models.parity;

import java.nio.file.Path;
import java.util.List;

/**
 * How one card came out.
 *
 * @param card its file
 * @param model its network or operation; empty where the file could not be read
 * @param status whether it agrees
 * @param output the worst value: its error by max(1, largest absolute value of that output), at most 1e-4 to pass
 * @param gradient the worst gradient norm: its relative error, at most 5e-3 to pass
 * @param inDouble whether the gradients agreed only when computed in double
 * @param problems what does not agree, one sentence each
 * @param seconds how long it took
 */
public record CardResult(Path card, String model, Status status, Worst output, Worst gradient, boolean inDouble,
    List<String> problems, double seconds) {
  /** Whether a card agrees. */
  public enum Status {
    /** Everything agrees. */
    PASS,
    /** Something does not. */
    FAIL,
    /** Nothing here has the card's name; counts as a failure. */
    MISSING,
    /** Nothing here has the card's name, and only known ones were asked for. */
    SKIPPED
  }

  /** The largest error and where it is; empty where nothing was compared. */
  public record Worst(double error, String where) {
    /** Nothing compared. */
    public static final Worst NONE = new Worst(0, "");

    Worst or(double other, String place) {
      return where.isEmpty() || !(other <= error) ? new Worst(other, place) : this;
    }

    Worst or(Worst other) {
      return other.where.isEmpty() ? this : or(other.error, other.where);
    }
  }

  /** Whether this counts as a failure. */
  public boolean failed() {
    return status == Status.FAIL || status == Status.MISSING;
  }
}
