package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.Models;
import dev.fovea.tensor.TensorException;
import dev.fovea.train.Precision;
import dev.fovea.train.classification.FastInference;
import dev.fovea.train.classification.Inference;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClassifierBenchTest {
  private static ClassifierBench.Options options(Precision precision, Integer size) {
    return new ClassifierBench.Options(2, size, precision, 0.01);
  }

  @Test
  void float32TimesThreeWays() {
    ClassifierBench.Row row = ClassifierBench.run("ResNet-18", options(Precision.FP32, 64));
    assertThat(row.model()).isEqualTo("resnet18");
    assertThat(row.input()).containsExactly(2L, 3L, 64L, 64L);
    assertThat(row.folded()).isEqualTo(20);
    assertThat(row.plain()).isPositive();
    assertThat(row.foldedOnly()).isPositive();
    assertThat(row.used()).isEqualTo(Inference.FLOAT32);
    assertThat(row.speedup()).isEqualTo(row.plain() / row.channelsLast());
    assertThat(row.deviation()).isPositive().isLessThan(1e-4);
    assertThat(row.bfloat16()).isNull();
    assertThat(row.bfloat16Deviation()).isNull();
    assertThat(row.rounds()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void bfloat16IsTimedAndItsDeviationNamed() {
    ClassifierBench.Row row = ClassifierBench.run("lenet", options(Precision.BF16, null));
    assertThat(row.input()).containsExactly(2L, 3L, 32L, 32L);
    assertThat(row.folded()).isZero();
    assertThat(row.used()).isEqualTo(Inference.BFLOAT16);
    assertThat(row.speedup()).isEqualTo(row.plain() / Objects.requireNonNull(row.bfloat16()));
    assertThat(row.bfloat16Deviation()).isGreaterThan(1e-5).isEqualTo(row.deviation());
  }

  @Test
  void autoStaysWithinTheBound() {
    ClassifierBench.Row row = ClassifierBench.run("squeezenet1_1", options(Precision.AUTO, 64));
    assertThat(row.deviation()).isLessThanOrEqualTo(FastInference.BOUND);
    assertThat(row.used()).isIn(Inference.FLOAT32, Inference.BFLOAT16);
  }

  @Test
  void defaultsAreNetworksAndWrongSizesAreErrors() {
    assertThat(ClassifierBench.DEFAULT_MODELS).hasSize(10).doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(Models.entry(name).name()).isEqualTo(name));
    assertThatThrownBy(() -> ClassifierBench.run("vit_t_16", options(Precision.FP32, 64)))
        .isInstanceOf(TensorException.class).hasMessageContaining("64");
    assertThatThrownBy(() -> new ClassifierBench.Options(0, null, Precision.FP32, 1))
        .hasMessageContaining("more than 0");
  }
}
