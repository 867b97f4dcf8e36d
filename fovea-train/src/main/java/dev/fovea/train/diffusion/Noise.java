package dev.fovea.train.diffusion;

import dev.fovea.data.SplitMix64;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Normal noise of which each picture draws its own: a picture is the same, however many are made with it.
 *
 * <p>Picture i of a seed has the stream of (seed, i).
 */
final class Noise implements AutoCloseable {
  private final List<Generator> streams = new ArrayList<>();
  private final long[] shape;

  /** The noise of {@code count} pictures from number {@code first} on, each of a shape (channels, height, width). */
  Noise(long seed, int first, int count, long... shape) {
    this.shape = shape;
    for (int i = 0; i < count; i++) {
      streams.add(new Generator(SplitMix64.of(seed, first + i).nextLong()));
    }
  }

  /** The next noise of all pictures (count, channels, height, width). */
  Tensor next() {
    return dev.fovea.tensor.Scope.run(
        () -> Tensors.stack(streams.stream().map(stream -> Tensors.randn(stream, shape)).toList(), 0));
  }

  @Override
  public void close() {
    streams.forEach(Generator::close);
  }
}
