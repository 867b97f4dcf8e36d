package dev.fovea.tensor;

import org.bytedeco.pytorch.global.torch;

/** A stream of random numbers: the same seed gives the same numbers, whatever other streams do. */
public final class Generator implements AutoCloseable {
  private org.bytedeco.pytorch.@org.jspecify.annotations.Nullable Generator raw;

  private Generator(org.bytedeco.pytorch.Generator raw) {
    this.raw = raw;
  }

  /** A stream of its own on the processor. */
  public Generator(long seed) {
    NativeLibrary.load();
    this.raw = torch.make_generator_cpu();
    manualSeed(seed);
  }

  /** The stream that operations use when they are not given one: dropout, and random tensors without a generator. */
  public static Generator global() {
    NativeLibrary.load();
    return new Generator(torch.getDefaultCPUGenerator());
  }

  /** Seeds the global streams of all devices. */
  public static void seedAll(long seed) {
    NativeLibrary.load();
    torch.manual_seed(seed);
  }

  /** Starts the stream again from a seed. */
  public Generator manualSeed(long seed) {
    raw().set_current_seed(seed);
    return this;
  }

  /** The seed that the stream started from. */
  public long initialSeed() {
    return raw().current_seed();
  }

  /** The stream's whole state (1-D uint8), for {@link #setState}. */
  public Tensor getState() {
    return Tensor.wrap(raw().get_state());
  }

  /**
   * Continues from a state that {@link #getState} gave.
   *
   * @throws TensorException if it is not such a state
   */
  public void setState(Tensor state) {
    try {
      raw().set_state(state.raw());
    } catch (RuntimeException e) {
      throw TensorException.of("Generator.setState", e, state);
    }
  }

  @Override
  public void close() {
    if (raw != null) {
      raw.close();
      raw = null;
    }
  }

  org.bytedeco.pytorch.Generator raw() {
    if (raw == null) {
      throw new IllegalStateException("This generator was closed");
    }
    return raw;
  }
}
