package dev.fovea.models.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainTest {
  @Test
  void resultsBetweenAreFreedAndTheEndsStay() {
    Scope.run(() -> {
      Tensor x = Tensors.of(new float[] {-1, 2}, 2);
      List<Tensor> seen = new ArrayList<>();
      Tensor y = Chain.of(x, t -> t.add(1), t -> keep(seen, t), Tensor::relu_, t -> keep(seen, t), t -> t.mul(2));
      assertThat(y.toFloats()).containsExactly(0, 6);
      assertThat(seen.get(0)).isSameAs(seen.get(1));
      assertThat(seen.get(0).isFreed()).isTrue();
      assertThat(x.toFloats()).containsExactly(-1, 2);
      assertThat(Chain.of(x)).isSameAs(x);
    });
  }

  private static Tensor keep(List<Tensor> seen, Tensor t) {
    seen.add(t);
    return t;
  }
}
