package dev.fovea.tensor;

import org.bytedeco.pytorch.InferenceMode;
import org.jspecify.annotations.Nullable;

/**
 * Whether this thread records operations for gradients, until closed.
 *
 * <pre>{@code
 * try (GradMode off = GradMode.noGrad()) {
 *   predictions = model.apply(images);
 * }
 * }</pre>
 */
public final class GradMode implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private final boolean before;
  private final @Nullable InferenceMode inference;
  private boolean closed;

  private GradMode(boolean before, @Nullable InferenceMode inference) {
    this.before = before;
    this.inference = inference;
  }

  /** Records nothing. */
  public static GradMode noGrad() {
    return set(false);
  }

  /** Records again inside {@link #noGrad}. */
  public static GradMode enableGrad() {
    return set(true);
  }

  /** Records, or not. */
  public static GradMode set(boolean enabled) {
    GradMode mode = new GradMode(isEnabled(), null);
    org.bytedeco.pytorch.GradMode.set_enabled(enabled);
    return mode;
  }

  /** Records nothing, and tensors made here can never be part of a graph: a little faster than {@link #noGrad}. */
  public static GradMode inference() {
    return new GradMode(isEnabled(), new InferenceMode(true));
  }

  /** Whether this thread records operations now. */
  public static boolean isEnabled() {
    NativeLibrary.load();
    return org.bytedeco.pytorch.GradMode.is_enabled();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("A gradient mode closes on the thread that opened it; use try-with-resources");
    }
    closed = true;
    if (inference != null) {
      inference.close();
    } else {
      org.bytedeco.pytorch.GradMode.set_enabled(before);
    }
  }
}
