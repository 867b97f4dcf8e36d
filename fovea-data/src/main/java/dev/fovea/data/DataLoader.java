package dev.fovea.data;

import dev.fovea.tensor.Scope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads items and makes batches of them ahead of their use, in several threads.
 *
 * <p>Order and augmentations do not depend on the number of threads: batches come in the sampler's order, and an item's
 * random numbers depend on seed, epoch, index and, where a sampler repeats it, on how often it has come in the epoch.
 * Two batches a thread are prepared ahead at most. An item that cannot be read stops the epoch with its error.
 *
 * <pre>{@code
 * try (DataLoader<LabeledImage, Batch> loader = new DataLoader<>(train.transform(augment),
 *     Order.shuffled(train.size(), 42).batches(64), ImageTensors.labeled(Normalization.IMAGENET), 42, 4)) { ... }
 * }</pre>
 */
public final class DataLoader<T, B> implements Loader<B> {
  private static final int AHEAD = 2;
  private static final int IDLE_SECONDS = 5;
  private static final int STOP_SECONDS = 30;

  private final Dataset<? extends T> dataset;
  private final Sampler sampler;
  private final Collate<T, ? extends B> collate;
  private final long seed;
  private final int threads;
  private final @Nullable ThreadPoolExecutor workers;
  private volatile boolean closed;

  /**
   * A loader that starts its threads when they are first needed and lets them go when idle.
   *
   * @param seed for the augmentations
   * @param threads that read and collate; 0 does so in the caller's thread, when a batch is asked for
   */
  public DataLoader(
      Dataset<? extends T> dataset, Sampler sampler, Collate<T, ? extends B> collate, long seed, int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads: expected 0 or more, got " + threads);
    }
    this.dataset = dataset;
    this.sampler = sampler;
    this.collate = collate;
    this.seed = seed;
    this.threads = threads;
    this.workers = threads == 0 ? null : workers(threads);
  }

  private static ThreadPoolExecutor workers(int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor workers = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(), task -> {
          Thread thread = new Thread(task, "fovea-loader-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }

  @Override
  public int batches() {
    return sampler.batches();
  }

  @Override
  public Epoch<B> epoch(int epoch, int from) {
    if (closed) {
      throw closedException();
    }
    Iterator<Callable<B>> work = plan(epoch);
    for (int i = 0; i < from && work.hasNext(); i++) {
      work.next();
    }
    return workers == null ? new DirectEpoch<>(work, from)
        : new PrefetchedEpoch<>(work, from, AHEAD * threads, this::submit);
  }

  /** What makes each batch of an epoch; asking for it reads nothing yet. */
  private Iterator<Callable<B>> plan(int epoch) {
    Iterator<int[]> batches = sampler.epoch(epoch);
    int[] seen = new int[dataset.size()];
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public Callable<B> next() {
        int[] indices = batches.next();
        long[] seeds = new long[indices.length];
        for (int i = 0; i < indices.length; i++) {
          if (indices[i] < 0 || indices[i] >= seen.length) {
            throw new IndexOutOfBoundsException("The sampler gave item " + indices[i] + " of a data set with "
                + seen.length + " items; make it for this data set's size");
          }
          seeds[i] = SplitMix64.key(seed, epoch, indices[i], seen[indices[i]]++);
        }
        return () -> make(indices, seeds);
      }
    };
  }

  private B make(int[] indices, long[] seeds) {
    return Scope.run(() -> {
      List<T> items = new ArrayList<>(indices.length);
      for (int i = 0; i < indices.length; i++) {
        try {
          items.add(dataset.get(indices[i], new SplitMix64(seeds[i])));
        } catch (RuntimeException e) {
          throw new DataException("Item " + indices[i] + " cannot be read: " + DataException.reason(e), e);
        }
      }
      return collate.apply(items);
    });
  }

  private Future<B> submit(Callable<B> work) {
    try {
      return workers.submit(work);
    } catch (RejectedExecutionException e) {
      throw closedException();
    }
  }

  private static IllegalStateException closedException() {
    return new IllegalStateException("This loader was closed; make a new one");
  }

  @Override
  public void close() {
    closed = true;
    if (workers == null) {
      return;
    }
    for (Runnable waiting : workers.shutdownNow()) {
      ((Future<?>) waiting).cancel(false);
    }
    try {
      workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
