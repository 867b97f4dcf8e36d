package dev.fovea.models.parity;

import dev.fovea.tensor.Tensor;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tensors of whatever a network returns, by the names that cards give them. */
final class Outputs {
  private Outputs() {}

  /** A tensor is {@code out}; items of lists are {@code out.0}, ...; maps and records give their keys in snake case. */
  static Map<String, Tensor> flatten(Object result) {
    Map<String, Tensor> flat = new LinkedHashMap<>();
    visit(result, "", flat);
    return flat;
  }

  private static void visit(@Nullable Object value, String prefix, Map<String, Tensor> flat) {
    if (value instanceof Tensor tensor) {
      flat.put(prefix.isEmpty() ? "out" : prefix, tensor);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> visit(item, join(prefix, String.valueOf(key)), flat));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        visit(list.get(i), (prefix.isEmpty() ? "out" : prefix) + "." + i, flat);
      }
    } else if (value instanceof Optional<?> optional) {
      visit(optional.orElse(null), prefix, flat);
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        try {
          component.getAccessor().setAccessible(true);
          visit(component.getAccessor().invoke(record), join(prefix, snake(component.getName())), flat);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("The outputs of " + record.getClass() + " cannot be reached", e);
        }
      }
    }
  }

  private static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }

  private static String snake(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
