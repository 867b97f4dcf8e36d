package dev.fovea.data;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Makes batches of data that is wholly in memory, in the caller's thread.
 *
 * <p>For sets like MNIST this is as fast as memory allows, since no picture becomes a Java object. What a batch is, the
 * {@code gather} function says: pictures and labels, windows of a text, anything that follows from the items' indices.
 */
public final class MemoryLoader<B> implements Loader<B> {
  private final List<Tensor> data;
  private final Sampler sampler;
  private final Function<int[], ? extends B> gather;

  /**
   * A loader over tensors that it owns from now on.
   *
   * @param data what {@code gather} reads, if tensors; closed with the loader
   * @param gather makes the batch of the items with these indices, of fresh tensors
   */
  public MemoryLoader(List<Tensor> data, Sampler sampler, Function<int[], ? extends B> gather) {
    this.data = Scope.release(List.copyOf(data));
    this.sampler = sampler;
    this.gather = gather;
  }

  /**
   * Batches of small pictures on a device, the same as {@link DataLoader} makes of them with
   * {@link ImageTensors#labeled}. Off the processor the pictures lie on the device as bytes.
   *
   * @throws IllegalArgumentException if the normalisation is for another number of channels
   */
  public static MemoryLoader<Batch> images(
      MemoryImages set, Sampler sampler, Normalization normalization, Device device) {
    if (normalization.mean().length != set.channels()) {
      throw new IllegalArgumentException(set.name() + " has pictures of " + set.channels() + " channels, got "
          + normalization + "; use one with as many values");
    }
    return device.kind() == Device.Kind.CPU ? onProcessor(set, sampler, normalization)
        : onDevice(set, sampler, normalization, device);
  }

  /** By table in plain Java: tensor operations this small gain nothing by threads and lose much on a busy machine. */
  private static MemoryLoader<Batch> onProcessor(MemoryImages set, Sampler sampler, Normalization normalization) {
    float[][] tables = normalization.tables();
    int plane = set.height() * set.width();
    byte[] pixels = set.pixels();
    return new MemoryLoader<>(List.of(), sampler, indices -> {
      float[] values = new float[Math.multiplyExact(indices.length, set.channels() * plane)];
      long[] labels = new long[indices.length];
      int to = 0;
      for (int i = 0; i < indices.length; i++) {
        labels[i] = set.label(indices[i]);
        int from = indices[i] * set.channels() * plane;
        for (float[] table : tables) {
          for (int p = 0; p < plane; p++) {
            values[to++] = table[pixels[from++] & 0xff];
          }
        }
      }
      return new Batch(Tensors.of(values, indices.length, set.channels(), set.height(), set.width()),
          Tensors.of(labels));
    });
  }

  /** By tensor operations where the pictures lie. */
  static MemoryLoader<Batch> onDevice(
      MemoryImages set, Sampler sampler, Normalization normalization, Device device) {
    return Scope.run(() -> {
      Tensor pixels = Tensors.of(set.pixels(), set.size(), set.channels(), set.height(), set.width()).to(device);
      Tensor labels = index(set.labels()).to(device);
      Tensor mean = Tensors.of(normalization.mean(), 1, set.channels(), 1, 1).to(device);
      Tensor std = Tensors.of(normalization.std(), 1, set.channels(), 1, 1).to(device);
      return new MemoryLoader<>(List.of(pixels, labels, mean, std), sampler, indices -> {
        Tensor chosen = index(indices).to(device);
        return new Batch(pixels.indexSelect(0, chosen).to(DType.FLOAT32).div_(255).sub_(mean).div_(std),
            labels.indexSelect(0, chosen));
      });
    });
  }

  /** Indices as an int64 tensor, for {@link Tensor#indexSelect}. */
  public static Tensor index(int[] indices) {
    return Tensors.of(Arrays.stream(indices).asLongStream().toArray(), indices.length);
  }

  @Override
  public int batches() {
    return sampler.batches();
  }

  @Override
  public Epoch<B> epoch(int epoch, int from) {
    Iterator<int[]> plan = sampler.epoch(epoch);
    for (int i = 0; i < from && plan.hasNext(); i++) {
      plan.next();
    }
    return new DirectEpoch<>(new Iterator<Callable<B>>() {
      @Override
      public boolean hasNext() {
        return plan.hasNext();
      }

      @Override
      public Callable<B> next() {
        int[] indices = plan.next();
        return () -> Scope.<B>run(() -> gather.apply(indices));
      }
    }, from);
  }

  @Override
  public void close() {
    data.forEach(Tensor::close);
  }
}
