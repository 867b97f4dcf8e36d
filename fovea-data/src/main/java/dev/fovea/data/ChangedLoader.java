package dev.fovea.data;

import dev.fovea.tensor.Scope;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Another loader's batches, each changed when it is taken. */
record ChangedLoader<B, C>(Loader<B> base, long seed,
    BiFunction<? super B, ? super RandomGenerator, ? extends C> change) implements Loader<C> {
  @Override
  public int batches() {
    return base.batches();
  }

  @Override
  public Epoch<C> epoch(int number, int from) {
    Epoch<B> epoch = base.epoch(number, from);
    return new Epoch<>() {
      @Override
      public int position() {
        return epoch.position();
      }

      @Override
      public boolean hasNext() {
        return epoch.hasNext();
      }

      @Override
      public C next() {
        SplitMix64 random = SplitMix64.of(seed, number, epoch.position());
        return Scope.<C>run(() -> change.apply(epoch.next(), random));
      }

      @Override
      public void close() {
        epoch.close();
      }
    };
  }

  @Override
  public void close() {
    base.close();
  }
}
