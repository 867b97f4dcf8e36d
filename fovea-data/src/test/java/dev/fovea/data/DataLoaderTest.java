package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Transforms;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DataLoaderTest {
  private static final Normalization UNIT = Normalization.unit(1);

  /** Random pictures of 12 x 10 grey pixels in 3 classes. */
  static MemoryImages pictures(int count) {
    byte[] pixels = new byte[count * 120];
    SplitMix64 random = new SplitMix64(11);
    random.nextBytes(pixels);
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
    }
    return new MemoryImages("noise", List.of("a", "b", "c"), 1, 12, 10, pixels, labels);
  }

  private static DataLoader<LabeledImage, Batch> loader(int threads, Order order) {
    ImageClassification augmented = pictures(50)
        .transform(Transforms.randomCrop(8, 2).andThen(Transforms.randomHorizontalFlip()));
    return new DataLoader<>(augmented, order.batches(8), ImageTensors.labeled(UNIT), 5, threads);
  }

  private static List<float[]> batches(Loader<Batch> loader, int epoch, int from) {
    List<float[]> batches = new ArrayList<>();
    try (loader; Epoch<Batch> pass = loader.epoch(epoch, from)) {
      pass.each(batch -> {
        batches.add(batch.images().toFloats());
        batches.add(batch.labels().toFloats());
      });
    }
    return batches;
  }

  @Test
  void batchesDoNotDependOnThreads() {
    List<float[]> alone = batches(loader(0, Order.shuffled(50, 3)), 2, 0);
    assertThat(alone).hasSize(14);
    assertThat(alone.get(0)).hasSize(8 * 64);
    assertThat(alone.get(12)).hasSize(2 * 64);
    assertThat(batches(loader(1, Order.shuffled(50, 3)), 2, 0)).containsExactly(alone.toArray(float[][]::new));
    assertThat(batches(loader(4, Order.shuffled(50, 3)), 2, 0)).containsExactly(alone.toArray(float[][]::new));
    assertThat(batches(loader(4, Order.shuffled(50, 3)), 3, 0).get(0)).isNotEqualTo(alone.get(0));
  }

  @Test
  void resumesWithoutReadingWhatCameBefore() {
    List<float[]> whole = batches(loader(2, Order.shuffled(50, 3)), 1, 0);
    AtomicInteger read = new AtomicInteger();
    Dataset<LabeledImage> counted = pictures(50)
        .transform(Transforms.randomCrop(8, 2).andThen(Transforms.randomHorizontalFlip())).map(item -> {
          read.incrementAndGet();
          return item;
        });
    DataLoader<LabeledImage, Batch> loader =
        new DataLoader<>(counted, Order.shuffled(50, 3).batches(8), ImageTensors.labeled(UNIT), 5, 2);
    try (Epoch<Batch> epoch = loader.epoch(1, 5)) {
      assertThat(epoch.position()).isEqualTo(5);
    }
    assertThat(batches(loader, 1, 5)).containsExactly(whole.subList(10, 14).toArray(float[][]::new));
    assertThat(read.get()).isLessThanOrEqualTo(2 * 10);
  }

  @Test
  void anItemThatComesAgainIsAugmentedAnew() {
    float[] batch = batches(loader(2, Order.sequential(50).repeated(8)), 0, 0).get(0);
    boolean differs = false;
    for (int i = 64; i < batch.length; i++) {
      differs |= batch[i] != batch[i % 64];
    }
    assertThat(differs).isTrue();
  }

  @Test
  void batchesBelongToTheScopeThatTakesThem() {
    try (DataLoader<LabeledImage, Batch> loader = loader(2, Order.sequential(50))) {
      Tensor[] seen = new Tensor[1];
      try (Epoch<Batch> epoch = loader.epoch(0)) {
        epoch.each(batch -> seen[0] = batch.images());
        assertThat(seen[0].isFreed()).isTrue();
      }
      try (Epoch<Batch> epoch = loader.epoch(0)) {
        Batch kept = Scope.run(epoch::next);
        assertThat(kept.images().shape()).containsExactly(8, 1, 8, 8);
        assertThat(kept.labels().toLongs()).containsExactly(0, 1, 2, 0, 1, 2, 0, 1);
        kept.images().close();
        kept.labels().close();
      }
    }
  }

  @Test
  void anErrorReachesTheConsumerInItsPlace() {
    Dataset<LabeledImage> broken = pictures(50).map(item -> item);
    Dataset<LabeledImage> failing = new Dataset<>() {
      @Override
      public int size() {
        return 50;
      }

      @Override
      public LabeledImage get(int index, RandomGenerator random) {
        if (index == 20) {
          throw new DataException("cat.jpg is damaged");
        }
        return broken.get(index, random);
      }
    };
    for (int threads : new int[] {0, 1, 4}) {
      try (DataLoader<LabeledImage, Batch> loader = new DataLoader<>(failing, Order.sequential(50).batches(8),
          ImageTensors.labeled(UNIT), 5, threads); Epoch<Batch> epoch = loader.epoch(0)) {
        Scope.run(() -> {
          epoch.next();
          epoch.next();
          assertThatThrownBy(epoch::next).isInstanceOf(DataException.class).hasMessageContaining("Batch 2: Item 20")
              .hasMessageContaining("cat.jpg is damaged");
        });
      }
    }
  }

  @Test
  void closingStopsTheThreadsAlsoAfterAnEarlyEnd() throws InterruptedException {
    DataLoader<LabeledImage, Batch> loader = loader(3, Order.sequential(50));
    Scope.run(() -> {
      for (Batch batch : loader.epoch(0)) {
        assertThat(batch.size()).isEqualTo(8);
        break;
      }
    });
    List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fovea-loader")).toList();
    loader.close();
    for (Thread thread : threads) {
      thread.join();
      assertThat(thread.isAlive()).isFalse();
    }
    assertThatThrownBy(() -> loader.epoch(1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
  }

  @Test
  void anEpochOfAClosedLoaderEnds() {
    for (int threads : new int[] {1, 3}) {
      DataLoader<LabeledImage, Batch> loader = loader(threads, Order.sequential(50));
      Epoch<Batch> epoch = loader.epoch(0);
      loader.close();
      assertThatThrownBy(() -> Scope.run(() -> epoch.forEachRemaining(batch -> assertThat(batch.size()).isPositive())))
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }
  }

  @Test
  void mistakesInTheCollateFunctionStayWhatTheyAre() {
    for (int threads : new int[] {0, 1}) {
      try (DataLoader<LabeledImage, Tensor> loader = new DataLoader<>(pictures(4), Order.sequential(4).batches(2),
          items -> {
            throw new UnsupportedOperationException("not yet");
          }, 0, threads)) {
        assertThatThrownBy(() -> loader.epoch(0).next()).isInstanceOf(UnsupportedOperationException.class);
      }
    }
  }

  @Test
  void onlyAFewBatchesAreMadeAhead() {
    AtomicInteger made = new AtomicInteger();
    Dataset<Integer> numbers = new DatasetTest.Numbers(1000);
    try (DataLoader<Integer, Tensor> loader = new DataLoader<>(numbers, Order.sequential(1000).batches(1), items -> {
      made.incrementAndGet();
      return Tensors.scalar(items.get(0));
    }, 0, 2)) {
      Epoch<Tensor> epoch = loader.epoch(0);
      Scope.run(() -> assertThat(epoch.next().itemLong()).isEqualTo(0));
      Scope.run(() -> assertThat(epoch.next().itemLong()).isEqualTo(1));
      epoch.close();
    }
    assertThat(made.get()).isBetween(2, 6);
  }

  @Test
  void aSamplerForAnotherDataSetIsRefused() {
    try (DataLoader<LabeledImage, Batch> loader = new DataLoader<>(pictures(5), Order.sequential(9).batches(9),
        ImageTensors.labeled(UNIT), 5, 0)) {
      assertThatThrownBy(() -> loader.epoch(0).next()).hasMessageContaining("data set with 5 items");
    }
  }

  @Test
  void picturesOfSeveralSizesAreRefusedWithBothSizes() {
    MemoryImages large = new MemoryImages("large", List.of("a"), 1, 2, 3, new byte[6], new int[1]);
    try (DataLoader<LabeledImage, Batch> loader = new DataLoader<>(pictures(1).concat(large),
        Order.sequential(2).batches(2), ImageTensors.labeled(UNIT), 5, 1)) {
      assertThatThrownBy(() -> loader.epoch(0).next()).isInstanceOf(DataException.class)
          .hasMessageContaining("10 x 12").hasMessageContaining("3 x 2").hasMessageContaining("Batch 0");
    }
  }

  @Test
  void changesOfBatchesDependOnSeedEpochAndPlaceAlone() {
    List<float[]> whole = batches(erased(0, 9), 1, 0);
    assertThat(batches(erased(3, 9), 1, 0)).containsExactly(whole.toArray(float[][]::new));
    assertThat(batches(erased(3, 9), 1, 4)).containsExactly(whole.subList(8, 14).toArray(float[][]::new));
    assertThat(batches(erased(0, 8), 1, 0).get(0)).isNotEqualTo(whole.get(0));
    assertThat(batches(erased(0, 9), 2, 0).get(0)).isNotEqualTo(whole.get(0));
    assertThat(batches(loader(0, Order.sequential(50)), 1, 0).get(0)).isNotEqualTo(whole.get(0));
    Loader<Tensor> labels = loader(2, Order.sequential(50)).map(0, (batch, random) -> batch.labels());
    assertThat(labels.batches()).isEqualTo(7);
    try (labels; Scope scope = Scope.open(); Epoch<Tensor> epoch = labels.epoch(0)) {
      Tensor first = epoch.next();
      assertThat(epoch.position()).isEqualTo(1);
      epoch.next();
      assertThat(first.toLongs()).startsWith(0, 1, 2);
    }
  }

  private static Loader<Batch> erased(int threads, long seed) {
    return loader(threads, Order.sequential(50)).map(seed, (batch, random) ->
        new Batch(new RandomErasing(1).apply(batch.images(), random), batch.labels()));
  }

  @Test
  void theMemoryLoaderReadsAnyTensors() {
    Tensor text = Tensors.arange(10);
    MemoryLoader<Tensor> windows = new MemoryLoader<>(List.of(text), Order.sequential(3).batches(2),
        starts -> MemoryLoader.index(starts).unsqueeze(1).add(text.slice(0, 0, 4)));
    Scope.run(() -> {
      Epoch<Tensor> epoch = windows.epoch(0);
      assertThat(epoch.next().toLongs()).containsExactly(0, 1, 2, 3, 1, 2, 3, 4);
      assertThat(epoch.next().toLongs()).containsExactly(2, 3, 4, 5);
    });
    windows.close();
    assertThat(text.isFreed()).isTrue();
  }

  @Test
  void theMemoryLoaderGivesTheSameBatches() {
    MemoryImages grey = pictures(50);
    Normalization normalization = grey.normalization();
    assertThat(normalization).isEqualTo(Normalization.fit(grey));
    Sampler sampler = Order.shuffled(50, 3).batches(8);
    List<float[]> slow =
        batches(new DataLoader<>(grey, sampler, ImageTensors.labeled(normalization), 0, 2), 1, 2);
    assertThat(batches(MemoryLoader.images(grey, sampler, normalization, Device.CPU), 1, 2))
        .containsExactly(slow.toArray(float[][]::new));
    byte[] planes = new byte[2 * 3 * 4 * 5];
    new SplitMix64(2).nextBytes(planes);
    MemoryImages colour = new MemoryImages("colour", List.of("a"), 3, 4, 5, planes, new int[2]);
    Sampler both = Order.sequential(2).batches(2);
    slow = batches(new DataLoader<>(colour, both, ImageTensors.labeled(Normalization.IMAGENET), 0, 0), 0, 0);
    assertThat(batches(MemoryLoader.images(colour, both, Normalization.IMAGENET, Device.CPU), 0, 0))
        .containsExactly(slow.toArray(float[][]::new));
    assertThat(batches(MemoryLoader.onDevice(colour, both, Normalization.IMAGENET, Device.CPU), 0, 0))
        .containsExactly(slow.toArray(float[][]::new));
    assertThatThrownBy(() -> MemoryLoader.images(colour, both, Normalization.unit(1), Device.CPU))
        .hasMessageContaining("3 channels");
    assertThat(slow.get(0)[60]).isEqualTo(((planes[60] & 0xff) / 255f - 0.485f) / 0.229f);
  }
}
