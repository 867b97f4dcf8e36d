package dev.fovea.cli;

import dev.fovea.train.StopSignal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a training in order when the process is told to stop (Ctrl-C, SIGTERM): the step in progress ends, a checkpoint
 * is written, the command says how to go on, and only then the process ends.
 */
final class Interruption implements AutoCloseable {
  private static final Duration MOST = Duration.ofMinutes(2);

  private final StopSignal signal = new StopSignal();
  private final CountDownLatch said = new CountDownLatch(1);
  private final Thread hook;

  Interruption(Runnable announcement) {
    hook = new Thread(() -> {
      announcement.run();
      if (signal.requestAndAwait(MOST)) {
        await();
      }
    }, "fovea-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  StopSignal signal() {
    return signal;
  }

  private void await() {
    try {
      said.await(MOST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process end: all is said. */
  @Override
  public void close() {
    said.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, which is what the hook waited for.
    }
  }
}
