package dev.fovea.models;

import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which registered networks a state dict may be of, by the number of its trainable values; nothing is built. */
final class Lookalikes {
  private static final int MOST = 3;

  private Lookalikes() {}

  /** A sentence that names them, for a network of another number; empty where there are none. */
  static String of(Map<String, Tensor> state, long otherThan) {
    long count = 0;
    Tensor head = null;
    for (Map.Entry<String, Tensor> each : state.entrySet()) {
      Tensor value = each.getValue();
      if (value.dtype().isFloatingPoint() && !each.getKey().matches(".*running_(mean|var)")) {
        count += value.numel();
        head = value.dim() >= 2 ? value : head;
      }
    }
    List<String> names = new ArrayList<>();
    for (ModelEntry<?> entry : Models.entries()) {
      if (count != otherThan && entry.parameters() == count) {
        names.add(entry.name());
      } else if (count != otherThan && head != null && entry.parameters() == withClasses(entry, head, count)) {
        names.add(entry.name() + " with num_classes=" + head.size(0));
      }
    }
    return names.isEmpty() ? "" : "\nIt has as many trainable values as "
        + String.join(" or ", names.subList(0, Math.min(MOST, names.size()))) + ": try it as that.";
  }

  /** How many values there would be with as many classes as an entry has by default. */
  private static long withClasses(ModelEntry<?> entry, Tensor head, long count) {
    @Nullable Object classes = ModelConfig.of(entry.defaults()).values().get("num_classes");
    return classes instanceof Number number
        ? count + (number.longValue() - head.size(0)) * (head.numel() / head.size(0) + 1) : -1;
  }
}
