package dev.fovea.train;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A wish to end a run early and lose nothing: the step in progress ends, a checkpoint is written, and the trainer
 * returns {@link Trainer.Outcome#INTERRUPTED}.
 *
 * <pre>{@code
 * Runtime.getRuntime().addShutdownHook(new Thread(() -> signal.requestAndAwait(Duration.ofSeconds(30))));
 * }</pre>
 */
public final class StopSignal {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean requested;

  /** Asks the run to stop, from any thread. */
  public void request() {
    requested = true;
  }

  /** Whether someone asked. */
  public boolean isRequested() {
    return requested;
  }

  /**
   * Asks, and waits until the run has written its checkpoint and ended.
   *
   * @return whether it ended in time
   */
  public boolean requestAndAwait(Duration most) {
    request();
    try {
      return ended.await(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Told by the trainer when nothing is left to lose. */
  void ended() {
    ended.countDown();
  }
}
