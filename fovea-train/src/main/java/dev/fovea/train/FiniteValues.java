package dev.fovea.train;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether all numbers in a tensor, or in what holds tensors, are finite. */
final class FiniteValues {
  private FiniteValues() {}

  /** True for finite numbers, for whole numbers, and for what holds no tensors. */
  static boolean isFinite(@Nullable Object value) {
    if (value instanceof Tensor tensor) {
      return isFinite(tensor);
    } else if (value instanceof Map<?, ?> map) {
      return isFinite(map.values());
    } else if (value instanceof Iterable<?> items) {
      for (Object item : items) {
        if (!isFinite(item)) {
          return false;
        }
      }
    } else if (value instanceof Object[] items) {
      return isFinite(Arrays.asList(items));
    } else if (value instanceof Optional<?> optional) {
      return isFinite(optional.orElse(null));
    } else if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        if (!isFinite(read(component, value))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isFinite(Tensor tensor) {
    if (!tensor.dtype().isFloatingPoint() || tensor.numel() == 0) {
      return true;
    }
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      return tensor.isfinite().all().itemBoolean();
    }
  }

  private static @Nullable Object read(RecordComponent component, Object record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }
}
