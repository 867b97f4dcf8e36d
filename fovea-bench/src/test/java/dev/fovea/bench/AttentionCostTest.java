package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionCostTest {
  @Test
  void growthIsThePowerOfTheArea() {
    List<AttentionCost> costs = List.of(cost(100, 1), cost(400, 4 * 4 * 16), cost(200, 16));
    assertThat(AttentionCost.growth(costs, AttentionCost::millis)).isEqualTo(2, within(1e-9));
    assertThat(AttentionCost.growth(costs, AttentionCost::multiplyAdds)).isEqualTo(1, within(1e-9));
  }

  private static AttentionCost cost(int side, double millis) {
    return new AttentionCost("some", side, millis, 1, 1, (long) side * side);
  }

  @Test
  void anUnknownModelSaysSo() {
    assertThatThrownBy(() -> AttentionCost.measure("no_such_model", 32, 0.01)).isInstanceOf(IOException.class)
        .hasMessageContaining("no_such_model");
  }
}
