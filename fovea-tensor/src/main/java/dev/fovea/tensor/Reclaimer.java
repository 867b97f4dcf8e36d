package dev.fovea.tensor;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The safety net for tensors that no scope owns: frees what the program can no longer reach.
 *
 * <p>The collector does not see native memory, so it is asked to run whenever unscoped tensors have grown by a quarter
 * of a gibibyte, or by half of what survived the last time, whichever is more.
 */
final class Reclaimer {
  private static final long STEP = 256L << 20;
  private static final ReferenceQueue<Tensor> QUEUE = new ReferenceQueue<>();
  private static final Set<Ticket> LIVE = ConcurrentHashMap.newKeySet();
  private static final AtomicLong BYTES = new AtomicLong();
  private static volatile long threshold = STEP;

  private Reclaimer() {}

  /** A registration; holds the native tensor, not the Java one. */
  static final class Ticket extends PhantomReference<Tensor> {
    private final org.bytedeco.pytorch.Tensor raw;
    private final long bytes;

    private Ticket(Tensor tensor, long bytes) {
      super(tensor, QUEUE);
      this.raw = tensor.raw;
      this.bytes = bytes;
    }

    /** Forgets the tensor without freeing it: a scope, or close, has taken it. */
    void cancel() {
      if (LIVE.remove(this)) {
        BYTES.addAndGet(-bytes);
        clear();
      }
    }
  }

  static Ticket register(Tensor tensor) {
    drain();
    long bytes = tensor.raw.defined() && tensor.raw.has_storage() && !tensor.raw.is_view() ? tensor.raw.nbytes() : 0;
    if (BYTES.addAndGet(bytes) > threshold) {
      collect();
    }
    Ticket ticket = new Ticket(tensor, bytes);
    LIVE.add(ticket);
    return ticket;
  }

  private static synchronized void collect() {
    if (BYTES.get() <= threshold) {
      return;
    }
    System.gc();
    awaitReferences();
    long live = BYTES.get();
    threshold = live + Math.max(STEP, live / 2);
  }

  /** Frees what the collector found; it hands references over a little after it ran. */
  private static void awaitReferences() {
    try {
      for (Reference<? extends Tensor> dead = QUEUE.remove(50); dead != null; dead = QUEUE.remove(5)) {
        free((Ticket) dead);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void drain() {
    for (Reference<? extends Tensor> dead = QUEUE.poll(); dead != null; dead = QUEUE.poll()) {
      free((Ticket) dead);
    }
  }

  private static void free(Ticket dead) {
    if (LIVE.remove(dead)) {
      BYTES.addAndGet(-dead.bytes);
      dead.raw.close();
    }
  }
}
