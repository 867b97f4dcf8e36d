package dev.fovea.nn.optim;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a first-order optimiser remembers of one parameter: how often it was changed, and tensors of its shape. */
final class ParameterState {
  final Tensor parameter;
  final DType dtype;
  final Device device;
  private final @Nullable Tensor[] slots;
  private @Nullable MemoryFormat layout;
  long step;
  @Nullable Tensor gradient;

  ParameterState(Tensor parameter, int slots) {
    this.parameter = parameter;
    this.dtype = parameter.dtype();
    this.device = parameter.device();
    this.slots = new Tensor[slots];
  }

  boolean has(int slot) {
    return slots[slot] != null;
  }

  Tensor slot(int slot) {
    return Objects.requireNonNull(slots[slot], "state");
  }

  Tensor gradient() {
    return Objects.requireNonNull(gradient, "gradient");
  }

  /** Makes a slot of one value, in the parameter's order in memory, if it is not there yet. */
  void ensure(int slot, double value) {
    if (slots[slot] == null) {
      slots[slot] = Scope.release(Tensors.zerosLike(parameter));
      if (value != 0) {
        slots[slot].fill_(value);
      }
    }
  }

  /** Copies a value into a slot, or empties it. */
  void set(int slot, @Nullable Tensor value) {
    Tensor old = slots[slot];
    slots[slot] = value == null ? null : Scope.release(Tensors.zerosLike(parameter).copy_(value));
    if (old != null) {
      old.close();
    }
  }

  /**
   * Brings gradient and slots into the parameter's order in memory, as the fused kernels need, which walk through
   * memory.
   *
   * @return false if the parameter itself has gaps or an order of its own
   */
  boolean align() {
    MemoryFormat now = parameter.isContiguous() ? MemoryFormat.CONTIGUOUS
        : parameter.isContiguous(MemoryFormat.CHANNELS_LAST) ? MemoryFormat.CHANNELS_LAST
        : parameter.isContiguous(MemoryFormat.CHANNELS_LAST_3D) ? MemoryFormat.CHANNELS_LAST_3D : null;
    if (now == null) {
      return false;
    }
    if (now != layout) {
      for (int i = 0; i < slots.length; i++) {
        Tensor slot = slots[i];
        if (slot != null && !slot.isContiguous(now)) {
          set(i, slot);
        }
      }
      layout = now;
    }
    if (!gradient().isContiguous(now)) {
      gradient = Tensors.emptyLike(parameter).copy_(gradient());
    }
    return true;
  }

  void close() {
    for (int i = 0; i < slots.length; i++) {
      set(i, null);
    }
  }
}
