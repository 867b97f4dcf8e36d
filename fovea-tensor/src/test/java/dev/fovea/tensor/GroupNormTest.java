package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Group normalisation keeps the order of memory, and computes the same in each. */
class GroupNormTest {
  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"FLOAT32", "FLOAT64", "BFLOAT16"})
  void isTheSameInChannelsLastOrder(DType type) {
    Scope.run(() -> {
      Generator.seedAll(3);
      Tensor x = Tensors.randn(2, 8, 5, 3).to(type);
      Tensor weight = Tensors.randn(8).to(type);
      Tensor bias = Tensors.randn(8).to(type);
      Tensor cotangent = Tensors.randn(2, 8, 5, 3).to(type);
      Tensor rows = x.clone().requiresGrad_(true);
      Tensor last = x.to(MemoryFormat.CHANNELS_LAST).detach().requiresGrad_(true);
      Tensor expected = Normalizations.groupNorm(rows, 4, weight, bias, 1e-6);
      Tensor got = Normalizations.groupNorm(last, 4, weight, bias, 1e-6);
      assertThat(got.isContiguous(MemoryFormat.CHANNELS_LAST)).isTrue();
      assertThat(expected.isContiguous()).isTrue();
      assertThat(got.equal(expected)).isTrue();
      expected.mul(cotangent).sum().backward();
      got.mul(cotangent).sum().backward();
      assertThat(last.grad().allClose(rows.grad(), 1e-2, type == DType.BFLOAT16 ? 1e-2 : 1e-6)).isTrue();
      assertThat(rows.grad().abs().sum().item()).isGreaterThan(0.1);
    });
  }
}
