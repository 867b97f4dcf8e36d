package dev.fovea.tensor;

import org.bytedeco.pytorch.global.torch;

/**
 * Runs the operations of this thread that profit from it in a shorter type, until closed: matrix products and
 * convolutions in {@code bfloat16} or {@code float16}, sums and losses in {@code float32}.
 */
public final class Autocast implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private final Device.Kind kind;
  private final boolean enabledBefore;
  private final torch.ScalarType typeBefore;
  private boolean closed;

  private Autocast(Device.Kind kind, torch.ScalarType type, boolean enabled) {
    this.kind = kind;
    this.enabledBefore = torch.is_autocast_enabled(kind.type);
    this.typeBefore = torch.get_autocast_dtype(kind.type).intern();
    torch.set_autocast_dtype(kind.type, type);
    torch.set_autocast_enabled(kind.type, enabled);
    torch.increment_nesting();
  }

  /**
   * Begins on a kind of device.
   *
   * @param type {@link DType#BFLOAT16} or {@link DType#FLOAT16}
   */
  public static Autocast on(Device device, DType type) {
    if (type != DType.BFLOAT16 && type != DType.FLOAT16) {
      throw new IllegalArgumentException("autocast: expected bfloat16 or float16, got " + type);
    }
    NativeLibrary.load();
    return new Autocast(device.kind(), type.scalarType, true);
  }

  /** Has operations on a kind of device run in the types of their operands, until closed. */
  public static Autocast off(Device device) {
    NativeLibrary.load();
    return new Autocast(device.kind(), torch.get_autocast_dtype(device.kind().type).intern(), false);
  }

  /** Whether operations of this thread on a kind of device now run in that type. */
  public static boolean isOn(Device device, DType type) {
    NativeLibrary.load();
    return torch.is_autocast_enabled(device.kind().type)
        && torch.get_autocast_dtype(device.kind().type).intern() == type.scalarType;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("Autocast closes on the thread that opened it; use try-with-resources");
    }
    closed = true;
    if (torch.decrement_nesting() == 0) {
      torch.clear_cache();
    }
    torch.set_autocast_enabled(kind.type, enabledBefore);
    torch.set_autocast_dtype(kind.type, typeBefore);
  }
}
