package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpTest {
  /** Every schema name in the sources exists in this libtorch. */
  @Test
  void everyOperationExists() throws Exception {
    List<String> missing = new ArrayList<>();
    int seen = 0;
    for (Class<?> type : List.of(Ops.class, Tensors.class, Convolutions.class, Pooling.class, Normalizations.class,
        Sampling.class, Attention.class, Recurrent.class, LossKernels.class, FusedOptimizers.class)) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == Op.class) {
          field.setAccessible(true);
          seen++;
          try {
            ((Op) field.get(null)).invoke();
          } catch (TensorException e) {
            if (e.getMessage().contains("Could not find schema")) {
              missing.add(field.getName() + ": " + e.getMessage().lines().findFirst().orElse(""));
            }
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(seen).isGreaterThan(150);
  }

  @Test
  void errorsNameOperationAndShapesWithoutStack() {
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> Tensors.zeros(2, 3).add(Tensors.zeros(4, 5)))
          .isInstanceOf(TensorException.class)
          .hasMessageContaining("add:")
          .hasMessageContaining("float32[2, 3]")
          .hasMessageContaining("float32[4, 5]")
          .hasMessageNotContaining("frame #")
          .hasMessageNotContaining("Exception raised");
      assertThatThrownBy(() -> Tensors.zeros(2, 3).cumsum(7))
          .isInstanceOf(TensorException.class)
          .hasMessageContaining("cumsum")
          .hasMessageContaining("float32[2, 3]");
    }
  }
}
