package dev.fovea.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.jspecify.annotations.Nullable;

/** Conversion between types, devices and memory orders, and bulk copies to and from Java's arrays and buffers. */
public sealed interface Transfer permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** As another type; the same tensor's memory where it has that type already. */
  default Tensor to(DType type) {
    return Tensor.op("to", () -> self().raw().to(type.scalarType), this);
  }

  /** On another device; the same tensor's memory where it is there already. */
  default Tensor to(Device device) {
    return device.equals(self().device()) ? self().alias() : Ops.TO.call(this, null, null, device);
  }

  /** In another memory order; the same tensor's memory where it has that order already. */
  default Tensor to(MemoryFormat format) {
    return self().contiguous(format);
  }

  /** The values of a one-element tensor as a number. */
  default double item() {
    try (Scalar scalar = scalar()) {
      return scalar.toDouble();
    }
  }

  /** The value of a one-element whole-number tensor. */
  default long itemLong() {
    try (Scalar scalar = scalar()) {
      return scalar.toLong();
    }
  }

  /** The value of a one-element truth tensor. */
  default boolean itemBoolean() {
    return itemLong() != 0;
  }

  private Scalar scalar() {
    try {
      return self().raw().item();
    } catch (RuntimeException e) {
      throw TensorException.of("item", e, this);
    }
  }

  /** All elements in row-major order, as 32-bit numbers. */
  default float[] toFloats() {
    float[] out = new float[Tensors.javaSize(self())];
    read(DType.FLOAT32, pointer -> new FloatPointer(pointer).get(out));
    return out;
  }

  /** All elements in row-major order, as 64-bit numbers. */
  default double[] toDoubles() {
    double[] out = new double[Tensors.javaSize(self())];
    read(DType.FLOAT64, pointer -> new DoublePointer(pointer).get(out));
    return out;
  }

  /** All elements in row-major order, as 64-bit whole numbers. */
  default long[] toLongs() {
    long[] out = new long[Tensors.javaSize(self())];
    read(DType.INT64, pointer -> new LongPointer(pointer).get(out));
    return out;
  }

  /** All elements in row-major order, as 32-bit whole numbers. */
  default int[] toInts() {
    int[] out = new int[Tensors.javaSize(self())];
    read(DType.INT32, pointer -> new IntPointer(pointer).get(out));
    return out;
  }

  /** All elements in row-major order, as bytes (0 to 255 as Java's signed bytes). */
  default byte[] toBytes() {
    byte[] out = new byte[Tensors.javaSize(self())];
    read(DType.UINT8, pointer -> new BytePointer(pointer).get(out));
    return out;
  }

  /** All elements in row-major order, as truth values. */
  default boolean[] toBooleans() {
    byte[] bytes = self().dtype() == DType.BOOL ? toBytes() : Scope.run(() -> self().ne(0)).toBytes();
    boolean[] out = new boolean[bytes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = bytes[i] != 0;
    }
    return out;
  }

  /** Copies the elements' bytes in row-major order and the machine's byte order into a buffer, from its position on. */
  default void read(ByteBuffer target) {
    long bytes = self().numel() * self().dtype().bytes();
    if (target.remaining() < bytes) {
      throw new TensorException("read: " + bytes + " bytes of " + self().describe() + " into a buffer with "
          + target.remaining());
    }
    read(self().dtype(), pointer -> {
      ByteBuffer source = memory(pointer, bytes);
      target.put(source);
    });
  }

  /** Sets all elements from a buffer's bytes in row-major order and the machine's byte order. */
  default Tensor write_(ByteBuffer source) {
    long bytes = self().numel() * self().dtype().bytes();
    if (source.remaining() != bytes) {
      throw new TensorException("write_: " + source.remaining() + " bytes into " + self().describe() + ", which takes "
          + bytes);
    }
    return write(self().dtype(), pointer -> memory(pointer, bytes).put(source));
  }

  /** Sets all elements from an array in row-major order. */
  default Tensor copy_(float[] source) {
    Tensors.checkLength(source.length, self().shape());
    return write(DType.FLOAT32, pointer -> new FloatPointer(pointer).put(source));
  }

  /** Sets all elements from an array in row-major order. */
  default Tensor copy_(long[] source) {
    Tensors.checkLength(source.length, self().shape());
    return write(DType.INT64, pointer -> new LongPointer(pointer).put(source));
  }

  /** Sets all elements from another tensor, with broadcasting and conversion. */
  default Tensor copy_(Tensor source) {
    Tensor.effect("copy_", () -> self().raw().copy_(source.raw()), this, source);
    return self();
  }

  /** Takes over another tensor's memory, type, shape and device, outside the graph; the handle stays the same. */
  default Tensor setData_(Tensor source) {
    Tensor.effect("setData_", () -> self().raw().set_data(source.raw()), this, source);
    return self();
  }

  /** Sets all elements to one value. */
  default Tensor fill_(double value) {
    Tensor.effect("fill_", () -> {
      try (Scalar scalar = new Scalar(value)) {
        self().raw().fill_(scalar);
      }
    }, this);
    return self();
  }

  /** Sets all elements to zero. */
  default Tensor zero_() {
    Tensor.effect("zero_", () -> self().raw().zero_(), this);
    return self();
  }

  /** Draws all elements from the uniform distribution on [{@code low}, {@code high}). */
  default Tensor uniform_(double low, double high, @Nullable Generator generator) {
    Ops.UNIFORM_.run(this, low, high, generator);
    return self();
  }

  /** Draws all elements from a normal distribution. */
  default Tensor normal_(double mean, double std, @Nullable Generator generator) {
    Ops.NORMAL_.run(this, mean, std, generator);
    return self();
  }

  /** Draws all elements as 1 with probability {@code p}, else 0. */
  default Tensor bernoulli_(double p, @Nullable Generator generator) {
    Ops.BERNOULLI_.run(this, p, generator);
    return self();
  }

  /** Draws 1 with the probability that each element says, else 0. */
  default Tensor bernoulli(@Nullable Generator generator) {
    return Ops.BERNOULLI.call(this, generator);
  }

  /** Draws {@code count} positions from each row of weights. */
  default Tensor multinomial(long count, boolean replacement, @Nullable Generator generator) {
    return Ops.MULTINOMIAL.call(this, count, replacement, generator);
  }

  private void read(DType type, java.util.function.Consumer<Pointer> read) {
    if (self().dtype().isComplex() && !type.isComplex()) {
      throw new TensorException("A complex tensor, " + self().describe()
          + ", does not fit an array of real numbers; read real() and imag()");
    }
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor plain = self().to(Device.CPU).to(type).contiguous();
      if (plain.numel() > 0) {
        read.accept(plain.raw().data_ptr());
      }
      java.lang.ref.Reference.reachabilityFence(plain);
    }
  }

  private Tensor write(DType type, java.util.function.Consumer<Pointer> write) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      boolean direct = self().dtype() == type && self().isContiguous() && self().device().equals(Device.CPU);
      Tensor target = direct ? self() : Tensors.empty(type, self().shape());
      if (target.numel() > 0) {
        write.accept(target.raw().data_ptr());
      }
      if (!direct) {
        copy_(target);
      }
      java.lang.ref.Reference.reachabilityFence(target);
    }
    return self();
  }

  private static ByteBuffer memory(Pointer pointer, long bytes) {
    return new BytePointer(pointer).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }
}
