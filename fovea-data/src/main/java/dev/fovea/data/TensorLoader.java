package dev.fovea.data;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Makes batches of data that is wholly in tensors, by indexing, in the caller's thread.
 *
 * <p>For sets like MNIST this is as fast as memory allows, since no picture becomes a Java object. What a batch is, the
 * {@code gather} function says: pictures and labels, windows of a text, anything that follows from the items' indices.
 */
public final class TensorLoader<B> implements Loader<B> {
  private final List<Tensor> data;
  private final Sampler sampler;
  private final Function<Tensor, B> gather;
  private final Device device;

  /**
   * A loader over tensors that it owns from now on.
   *
   * @param data what {@code gather} reads; closed with the loader
   * @param gather makes the batch of an int64 tensor of indices, which is on {@code device}
   */
  public TensorLoader(List<Tensor> data, Sampler sampler, Device device, Function<Tensor, B> gather) {
    this.data = Scope.release(List.copyOf(data));
    this.sampler = sampler;
    this.gather = gather;
    this.device = device;
  }

  /** Batches of small pictures, kept as uint8 on the device and normalised batch by batch. */
  public static TensorLoader<Batch> images(
      MemoryImages set, Sampler sampler, Normalization normalization, Device device) {
    if (normalization.mean().length != set.channels()) {
      throw new IllegalArgumentException(set.name() + " has pictures of " + set.channels() + " channels, got "
          + normalization + "; use one with as many values");
    }
    return Scope.run(() -> {
      Tensor pixels = Tensors.of(set.pixels(), set.size(), set.channels(), set.height(), set.width()).to(device);
      int[] numbers = set.labels();
      long[] classes = new long[numbers.length];
      for (int i = 0; i < classes.length; i++) {
        classes[i] = numbers[i];
      }
      Tensor labels = Tensors.of(classes).to(device);
      Tensor mean = Tensors.of(normalization.mean(), 1, set.channels(), 1, 1).to(device);
      Tensor std = Tensors.of(normalization.std(), 1, set.channels(), 1, 1).to(device);
      return new TensorLoader<>(List.of(pixels, labels, mean, std), sampler, device, index -> new Batch(
          pixels.indexSelect(0, index).to(DType.FLOAT32).div_(255).sub_(mean).div_(std),
          labels.indexSelect(0, index)));
    });
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
        return () -> make(indices);
      }
    }, from);
  }

  private B make(int[] indices) {
    return Scope.run(() -> {
      long[] wide = new long[indices.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = indices[i];
      }
      return gather.apply(Tensors.of(wide).to(device));
    });
  }

  @Override
  public void close() {
    data.forEach(Tensor::close);
  }
}
