package dev.fovea.tensor;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** Where a tensor's memory is: {@code cpu}, {@code cuda:0}, {@code mps}. */
public record Device(Kind kind, int index) {
  /** The kinds of device that libtorch is built for here. */
  public enum Kind {
    CPU(DeviceType.CPU),
    CUDA(DeviceType.CUDA),
    MPS(DeviceType.MPS),
    META(DeviceType.Meta);

    final DeviceType type;

    Kind(DeviceType type) {
      this.type = type;
    }
  }

  /** The processor. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  /** Shapes without memory: what an operation would return, at no cost. */
  public static final Device META = new Device(Kind.META, 0);

  /** The first CUDA device; see {@link #cudaAvailable}. */
  public static Device cuda() {
    return new Device(Kind.CUDA, 0);
  }

  /**
   * Parses PyTorch's form: {@code cpu}, {@code cuda}, {@code cuda:1}, {@code mps}, or {@code auto} for the best here.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static Device parse(String text) {
    if (text.equals("auto")) {
      return best();
    }
    try {
      int colon = text.indexOf(':');
      Kind kind = Kind.valueOf((colon < 0 ? text : text.substring(0, colon)).toUpperCase(java.util.Locale.ROOT));
      return new Device(kind, colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("device: expected cpu, cuda, cuda:N, mps or auto, got '" + text + "'", e);
    }
  }

  /** The first CUDA device where there is one, else the processor. */
  public static Device best() {
    return cudaAvailable() ? cuda() : CPU;
  }

  /** Whether this build of libtorch sees a CUDA device. */
  public static boolean cudaAvailable() {
    NativeLibrary.load();
    return torch.hasCUDA() && torch.cuda_is_available();
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(java.util.Locale.ROOT);
    return kind == Kind.CUDA ? name + ":" + index : name;
  }

  org.bytedeco.pytorch.Device raw() {
    return kind == Kind.CUDA
        ? new org.bytedeco.pytorch.Device(kind.type, (byte) index)
        : new org.bytedeco.pytorch.Device(kind.type);
  }

  static Device of(org.bytedeco.pytorch.Device raw) {
    for (Kind kind : Kind.values()) {
      if (kind.type.value == raw.type().value) {
        return new Device(kind, Math.max(0, raw.index()));
      }
    }
    throw new TensorException("device " + raw.str().getString() + " is not supported");
  }
}
