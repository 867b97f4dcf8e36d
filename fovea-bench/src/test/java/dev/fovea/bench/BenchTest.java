package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.train.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {
  @ParameterizedTest
  @ValueSource(strings = {"op-add", "mlp-batch1", "lenet5-fashion-mnist"})
  void worksRunAndAreCounted(String work) {
    Bench.Result result = Bench.run(work, Precision.FP32, 0.05);
    assertThat(result.work()).isEqualTo(work);
    assertThat(result.repetitions()).isGreaterThanOrEqualTo(5);
    assertThat(result.medianMicros()).isGreaterThanOrEqualTo(result.fastestMicros()).isPositive();
    assertThat(result.precision()).isEqualTo(Precision.FP32);
    assertThat(Bench.works()).contains(work);
    assertThat(Bench.describe(work)).isNotBlank();
  }

  @Test
  void aNameStandsForItsBatchSizes() {
    assertThat(Bench.matching("resnet18-infer")).containsExactly("resnet18-infer-1", "resnet18-infer-8");
    assertThat(Bench.matching("op-add")).containsExactly("op-add");
  }

  @Test
  void unknownWorkNamesTheKnownOnes() {
    assertThatThrownBy(() -> Bench.run("resnet18", Precision.FP32, 1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resnet18-train");
  }
}
