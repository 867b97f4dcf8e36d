package dev.fovea.train;

import java.nio.file.Path;

/** Told of what happens in a run, in the order in which the callbacks were given; override what is of interest. */
public interface Callback {
  /** Before the first step of this sitting; a resumed run starts where its progress says. */
  default void onStart(Trainer<?> trainer) {}

  /** Before the first step of a pass over the data, or the first of this sitting. */
  default void onEpochStart(Trainer<?> trainer) {}

  /** After each step; {@link Trainer#progress} counts it already. */
  default void onStep(Trainer<?> trainer) {}

  /** When the averages of the logged numbers since the last call are there. */
  default void onLog(Trainer<?> trainer, Metrics train) {}

  /** Before an evaluation. */
  default void onEvaluationStart(Trainer<?> trainer) {}

  /** After an evaluation; {@code best} if no earlier one was better. */
  default void onEvaluated(Trainer<?> trainer, Metrics metrics, boolean best) {}

  /** After a pass over the data and its evaluation. */
  default void onEpochEnd(Trainer<?> trainer) {}

  /** After a checkpoint is safe on the disk. */
  default void onCheckpoint(Trainer<?> trainer, Path file) {}

  /** At the end of this sitting; not called after an error. */
  default void onEnd(Trainer<?> trainer, Trainer.Outcome outcome) {}
}
