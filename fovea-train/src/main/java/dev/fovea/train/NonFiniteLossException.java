package dev.fovea.train;

/** A run that stopped because a loss was no longer a finite number; the message names step, batch and layer. */
public final class NonFiniteLossException extends RuntimeException {
  private final Progress at;
  private final String loss;
  private final String layer;

  NonFiniteLossException(String message, Progress at, String loss, String layer) {
    super(message);
    this.at = at;
    this.loss = loss;
    this.layer = layer;
  }

  /** Where the run was: steps and batches that were done before the bad one. */
  public Progress at() {
    return at;
  }

  /** The name of the optimisation whose loss it was. */
  public String loss() {
    return loss;
  }

  /** The dotted name of the first layer whose output was not finite; empty if there is none. */
  public String layer() {
    return layer;
  }
}
