package dev.fovea.tensor;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lexical region that owns native memory.
 *
 * <p>The result of every operation belongs to the innermost open scope of its thread. Closing a scope frees all that it
 * still owns; {@link #keep} hands a result to the enclosing scope, {@link #release} to whoever holds it (a module, a
 * field), where {@link Tensor#close} frees it or, as a safety net, the collector does.
 *
 * <pre>{@code
 * Tensor y = Scope.run(() -> model.apply(x).softmax(-1));   // only y is left
 *
 * try (Scope scope = Scope.open()) {
 *   Tensor h = x.matmul(w);
 *   return scope.keep(h.relu());
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();

  private final @Nullable Scope parent;
  private final Thread thread;
  private Tensor[] owned = new Tensor[8];
  private int count;
  private boolean closed;
  private @Nullable List<GradientHook> attachments;
  private int crowded = 64;

  private Scope(@Nullable Scope parent) {
    this.parent = parent;
    this.thread = Thread.currentThread();
  }

  /** Opens a scope on this thread; close it on the same thread, in reverse order of opening. */
  public static Scope open() {
    Scope scope = new Scope(CURRENT.get());
    CURRENT.set(scope);
    return scope;
  }

  /** Runs {@code body} in a scope of its own; the tensors in what it returns survive. See {@link #keep}. */
  public static <T extends @Nullable Object> T run(Supplier<T> body) {
    try (Scope scope = open()) {
      return scope.keep(body.get());
    }
  }

  /** Runs {@code body} in a scope of its own, where nothing survives. */
  public static void run(Runnable body) {
    try (Scope scope = open()) {
      body.run();
    }
  }

  /** The innermost open scope of this thread, or null where there is none. */
  public static @Nullable Scope current() {
    return CURRENT.get();
  }

  /**
   * Hands the tensors in {@code value} that this scope owns to the enclosing scope, and returns {@code value}.
   *
   * <p>Tensors are found in records, lists, maps, optionals and arrays, nested as they come; those of other owners stay
   * where they are.
   */
  public <T extends @Nullable Object> T keep(T value) {
    each(value, tensor -> {
      if (tensor.scope == this) {
        forget(tensor);
        if (parent != null) {
          parent.own(tensor);
        } else {
          tensor.ticket = Reclaimer.register(tensor);
        }
      }
    });
    return value;
  }

  /** Takes over the tensors in {@code value} from wherever they belong on this thread, and returns {@code value}. */
  public <T extends @Nullable Object> T adopt(T value) {
    checkOpen();
    each(value, tensor -> {
      leave(tensor);
      own(tensor);
    });
    return value;
  }

  /** Takes the tensors in {@code value} out of all scopes: their holder owns them. Returns {@code value}. */
  public static <T extends @Nullable Object> T release(T value) {
    each(value, tensor -> {
      if (tensor.scope != null) {
        leave(tensor);
        tensor.ticket = Reclaimer.register(tensor);
      }
    });
    return value;
  }

  /** Whether closing this scope frees a tensor. */
  public boolean owns(Tensor tensor) {
    return tensor.scope == this;
  }

  /** The number of tensors that this scope owns now. */
  public int size() {
    return count;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (Thread.currentThread() != thread || CURRENT.get() != this) {
      throw new IllegalStateException(
          "Scopes close on their own thread, in reverse order of opening; use try-with-resources or Scope.run");
    }
    closed = true;
    if (parent == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(parent);
    }
    if (attachments != null) {
      attachments.forEach(GradientHook::close);
    }
    for (int i = count - 1; i >= 0; i--) {
      Tensor tensor = owned[i];
      tensor.scope = null;
      tensor.free();
    }
    count = 0;
    owned = new Tensor[0];
  }

  /** Has {@code resource} closed before the tensors of the outermost open scope of this thread, if there is one. */
  static void attachToOutermost(GradientHook resource) {
    Scope scope = CURRENT.get();
    if (scope != null) {
      while (scope.parent != null) {
        scope = scope.parent;
      }
      if (scope.attachments == null) {
        scope.attachments = new ArrayList<>();
      }
      if (scope.attachments.size() >= scope.crowded) {
        scope.attachments.removeIf(GradientHook::isClosed);
        scope.crowded = Math.max(64, 2 * scope.attachments.size());
      }
      scope.attachments.add(resource);
    }
  }

  /** Gives a fresh tensor its owner. */
  static void register(Tensor tensor) {
    Scope scope = CURRENT.get();
    if (scope != null) {
      scope.own(tensor);
    } else {
      tensor.ticket = Reclaimer.register(tensor);
    }
  }

  /** Removes a tensor from its scope or from the collector's net. */
  static void leave(Tensor tensor) {
    if (tensor.scope != null) {
      tensor.scope.forget(tensor);
    }
    if (tensor.ticket != null) {
      tensor.ticket.cancel();
      tensor.ticket = null;
    }
  }

  private void checkOpen() {
    if (closed || Thread.currentThread() != thread) {
      throw new IllegalStateException("A tensor can enter a scope only while it is open, on the scope's own thread");
    }
  }

  private void own(Tensor tensor) {
    if (count == owned.length) {
      owned = Arrays.copyOf(owned, count * 2);
    }
    tensor.scope = this;
    tensor.slot = count;
    owned[count++] = tensor;
  }

  private void forget(Tensor tensor) {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("A tensor can leave a scope only on the scope's own thread; "
          + "call Scope.release there before handing the tensor over");
    }
    Tensor last = owned[--count];
    owned[tensor.slot] = last;
    last.slot = tensor.slot;
    owned[count] = null;
    tensor.scope = null;
  }

  /** Visits every tensor that {@code value} holds. */
  static void each(@Nullable Object value, Consumer<Tensor> visit) {
    if (value instanceof Tensor tensor) {
      visit.accept(tensor);
    } else if (value instanceof Iterable<?> items) {
      items.forEach(item -> each(item, visit));
    } else if (value instanceof Object[] items) {
      for (Object item : items) {
        each(item, visit);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(item -> each(item, visit));
    } else if (value instanceof Optional<?> optional) {
      each(optional.orElse(null), visit);
    } else if (value instanceof Record) {
      for (RecordComponent component : COMPONENTS.get(value.getClass())) {
        try {
          each(component.getAccessor().invoke(value), visit);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("The tensors of " + value.getClass() + " cannot be reached", e);
        }
      }
    }
  }

  private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
    @Override
    protected RecordComponent[] computeValue(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      for (RecordComponent component : components) {
        component.getAccessor().setAccessible(true);
      }
      return components;
    }
  };
}
