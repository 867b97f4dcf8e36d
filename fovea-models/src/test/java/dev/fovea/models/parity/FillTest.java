package dev.fovea.models.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.classification.LeNet5;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Golden values from the rule written in numpy with uint64 arithmetic. */
class FillTest {
  @Test
  void valuesFollowFromTheNameExactly() {
    assertThat(Fill.values("conv1.weight", 6)).containsExactly(0.09014995783428947, 0.4903235026566719,
        -0.9541565259328557, 0.4723956472836124, -0.26129963124851474, 0.928546054961763);
  }

  @Test
  void namesCountAsUtf8() {
    assertThat(Fill.values("größe.bias", 2)).containsExactly(-0.9613836457917564, 0.36325242804677993);
  }

  @Test
  void largeTensorsAreFilledInParts() {
    Scope.run(() -> {
      int count = (1 << 20) + 3;
      Tensor tensor = Fill.tensor("large", count);
      double[] values = Fill.values("large", count);
      float[] floats = tensor.toFloats();
      assertThat(floats[0]).isEqualTo((float) values[0]);
      assertThat(floats[count - 4]).isEqualTo((float) values[count - 4]);
      assertThat(floats[count - 3]).isEqualTo((float) values[count - 3]);
      assertThat(floats[count - 1]).isEqualTo((float) values[count - 1]);
    });
  }

  @Test
  void weightsAreScaledByTheirFanAndBiasesAreSmall() {
    try (LeNet5 network = new LeNet5(LeNet5.LENET5)) {
      List<Fill.Entry> entries = Fill.state(network, 2);
      assertThat(entries.get(0)).isEqualTo(new Fill.Entry("c1.c1.c1.weight", List.of(6L, 1L, 5L, 5L), "float32", true));
      double u = Fill.values("c1.c1.c1.weight", 1)[0];
      assertThat(network.stateDict().get("c1.c1.c1.weight").toFloats()[0])
          .isEqualTo((float) (u * Math.sqrt(3.0 / 25) * 2));
      double bias = Fill.values("c1.c1.c1.bias", 1)[0];
      assertThat(network.stateDict().get("c1.c1.c1.bias").toFloats()[0]).isEqualTo((float) (0.1 * bias));
    }
  }
}
