package dev.fovea.data;

import dev.fovea.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * An epoch whose next batches are made by other threads.
 *
 * <p>The consumer hands out work whenever it takes a batch, so no worker ever waits for it: an epoch that is left early
 * just hands out no more.
 */
final class PrefetchedEpoch<B> implements Epoch<B> {
  private final Iterator<Callable<B>> work;
  private final int ahead;
  private final Function<Callable<B>, Future<B>> submit;
  private final Deque<Future<B>> pending = new ArrayDeque<>();
  private int position;
  private volatile boolean closed;

  PrefetchedEpoch(Iterator<Callable<B>> work, int position, int ahead, Function<Callable<B>, Future<B>> submit) {
    this.work = work;
    this.position = position;
    this.ahead = ahead;
    this.submit = submit;
    fill();
  }

  private void fill() {
    while (pending.size() < ahead && work.hasNext()) {
      Callable<B> next = work.next();
      pending.add(submit.apply(() -> {
        if (closed) {
          throw new CancellationException();
        }
        B batch = next.call();
        if (closed) {
          free(batch);
          throw new CancellationException();
        }
        return batch;
      }));
    }
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public boolean hasNext() {
    return !closed && !pending.isEmpty();
  }

  @Override
  public B next() {
    if (!hasNext()) {
      throw new NoSuchElementException("This epoch has no further batch");
    }
    B batch;
    try {
      batch = pending.remove().get();
      fill();
    } catch (ExecutionException e) {
      close();
      throw DataException.inBatch(position, e.getCause());
    } catch (CancellationException e) {
      close();
      throw new IllegalStateException("The loader was closed while batch " + position + " was awaited", e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while batch " + position + " was awaited", e);
    }
    position++;
    Scope scope = Scope.current();
    return scope == null ? batch : scope.adopt(batch);
  }

  @Override
  public void close() {
    closed = true;
    for (Future<B> future : pending) {
      if (future.cancel(false) || future.isCancelled()) {
        continue;
      }
      try {
        free(future.get());
      } catch (ExecutionException e) {
        continue;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    pending.clear();
  }

  private static void free(Object batch) {
    try (Scope scope = Scope.open()) {
      scope.adopt(batch);
    }
  }
}
