package dev.fovea.tensor;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.jspecify.annotations.Nullable;

/** A function that runs on the gradients of a tensor, until closed. See {@link Tensor#registerHook}. */
public final class GradientHook implements AutoCloseable {
  /** libtorch holds its side of a hook weakly: what may still be called must be reachable from here. */
  static final Set<GradientHook> LIVE = ConcurrentHashMap.newKeySet();

  private final org.bytedeco.pytorch.Tensor tensor;
  private final Callback callback;
  private final int id;

  private GradientHook(org.bytedeco.pytorch.Tensor tensor, Callback callback, int id) {
    this.tensor = tensor;
    this.callback = callback;
    this.id = id;
  }

  /** A hook that its caller closes. */
  static GradientHook on(Tensor tensor, UnaryOperator<Tensor> function) {
    try {
      Callback callback = new Callback(function);
      GradientHook hook =
          new GradientHook(new org.bytedeco.pytorch.Tensor(tensor.raw()), callback,
              tensor.raw().register_hook(callback));
      LIVE.add(hook);
      return hook;
    } catch (RuntimeException e) {
      throw TensorException.of("registerHook", e, tensor);
    }
  }

  boolean isClosed() {
    return !LIVE.contains(this);
  }

  /** Removes the hook; later calls do nothing. */
  @Override
  public void close() {
    if (LIVE.remove(this)) {
      tensor.remove_hook(id);
      tensor.close();
      callback.close();
    }
  }

  /** What libtorch calls: it hands over a handle of its own, and copies the one that it gets back. */
  private static final class Callback extends TensorTensorHook {
    /** The result of the last call on this thread, which libtorch has copied by the time of the next one. */
    private static final ThreadLocal<org.bytedeco.pytorch.@Nullable Tensor> LAST = new ThreadLocal<>();

    private final UnaryOperator<Tensor> function;

    Callback(UnaryOperator<Tensor> function) {
      this.function = function;
    }

    @Override
    public TensorBase call(TensorBase gradient) {
      try (gradient; Scope scope = Scope.open()) {
        Tensor given = Tensor.wrap(new org.bytedeco.pytorch.Tensor(gradient));
        Tensor replaced = function.apply(given);
        if (replaced == null || replaced != given && !Arrays.equals(replaced.shape(), given.shape())) {
          throw new TensorException("registerHook: expected the hook to return a gradient " + given.describe()
              + ", got " + (replaced == null ? "null" : replaced.describe()));
        }
        org.bytedeco.pytorch.Tensor last = LAST.get();
        if (last != null) {
          last.close();
        }
        org.bytedeco.pytorch.Tensor result = new org.bytedeco.pytorch.Tensor(replaced.raw());
        LAST.set(result);
        return result;
      }
    }
  }
}
