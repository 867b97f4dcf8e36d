package dev.fovea.data;

import java.util.Iterator;
import java.util.concurrent.Callable;

/** An epoch whose batches are made when they are asked for, in the caller's thread and scope. */
final class DirectEpoch<B> implements Epoch<B> {
  private final Iterator<Callable<B>> work;
  private int position;

  DirectEpoch(Iterator<Callable<B>> work, int position) {
    this.work = work;
    this.position = position;
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public boolean hasNext() {
    return work.hasNext();
  }

  @Override
  public B next() {
    Callable<B> next = work.next();
    try {
      B batch = next.call();
      position++;
      return batch;
    } catch (Exception e) {
      throw DataException.inBatch(position, e);
    }
  }

  @Override
  public void close() {}
}
