package dev.fovea.nn.checkpoint;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Moves the elements of tensors of any size through buffers of a bounded size, and counts them with care. */
final class Elements {
  private static final int WRITE_PIECE = 1 << 22;

  /** Where the bytes of a tensor come from, in order. */
  interface Source {
    /** The next {@code length} bytes. */
    ByteBuffer next(int length) throws IOException;
  }

  private Elements() {}

  /** Sets a 1-D tensor from little-endian bytes, at most {@code piece} at a time. */
  static void fill(Tensor flat, int piece, Source source) throws IOException {
    DType type = flat.dtype();
    long count = flat.numel();
    int step = piece / type.bytes();
    for (long start = 0; start < count; start += step) {
      int length = (int) Math.min(step, count - start);
      try (Scope scope = Scope.open()) {
        ByteBuffer bytes = source.next(length * type.bytes());
        flat.narrow(0, start, length).write_(type == DType.BOOL ? truth(bytes) : bytes);
      }
    }
  }

  /** Writes a tensor's elements in row-major order. */
  static void drain(Tensor tensor, WritableByteChannel channel) throws IOException {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor flat = tensor.to(Device.CPU).contiguous().view(-1);
      long count = flat.numel();
      int item = flat.dtype().bytes();
      ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(WRITE_PIECE, count * item))
          .order(ByteOrder.nativeOrder());
      for (long start = 0; start < count; start += WRITE_PIECE / item) {
        try (Scope piece = Scope.open()) {
          flat.narrow(0, start, Math.min(WRITE_PIECE / item, count - start)).read(buffer.clear());
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    }
  }

  /**
   * The number of elements of a shape from a file.
   *
   * @throws CheckpointException if a size is negative or the sizes that are not zero overflow
   */
  static long count(String name, long[] shape) {
    long product = 1;
    boolean empty = false;
    try {
      for (long size : shape) {
        if (size < 0) {
          throw new CheckpointException("tensor " + CheckpointException.quote(name) + " has the shape "
              + describe(shape) + "; expected sizes of zero or more. The file is damaged; fetch it again");
        }
        empty |= size == 0;
        product = Math.multiplyExact(product, Math.max(1, size));
      }
    } catch (ArithmeticException e) {
      throw new CheckpointException("tensor " + CheckpointException.quote(name) + " has the shape " + describe(shape)
          + ", more elements than any memory holds. The file is damaged; fetch it again", e);
    }
    return empty ? 0 : product;
  }

  /** A shape in brackets, short. */
  static String describe(long[] shape) {
    return shape.length <= 16 ? Arrays.toString(shape) : "[" + shape.length + " dimensions]";
  }

  /** Bytes in which any value but zero is one, as libtorch expects of truth values. */
  private static ByteBuffer truth(ByteBuffer bytes) {
    byte[] values = new byte[bytes.remaining()];
    bytes.get(values);
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (values[i] == 0 ? 0 : 1);
    }
    return ByteBuffer.wrap(values);
  }
}
