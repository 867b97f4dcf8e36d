package dev.fovea.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadingTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void copiesIntoTheModelsMemoryWithConversion() {
    Tensor weight = Tensors.zeros(2, 2).requiresGrad_(true);
    Tensor count = Tensors.zeros(DType.INT64, 1);
    long address = weight.dataPtr();
    LoadReport report = Loading.strict(Map.of("weight", weight, "count", count),
        dict("weight", Tensors.of(new double[] {1, 2, 3, 4}, 2, 2), "count", Tensors.of(new long[] {5})));
    assertThat(report.isComplete()).isTrue();
    assertThat(report.matched()).containsExactlyInAnyOrder("weight", "count");
    assertThat(weight.toFloats()).containsExactly(1, 2, 3, 4);
    assertThat(weight.dataPtr()).isEqualTo(address);
    assertThat(weight.requiresGrad()).isTrue();
    assertThat(weight.isLeaf()).isTrue();
    assertThat(count.toLongs()).containsExactly(5);
  }

  @Test
  void strictReportsEveryKindOfMisfitAndCopiesNothing() {
    Tensor good = Tensors.zeros(1);
    Map<String, Tensor> model = map("good", good, "gone", Tensors.zeros(3), "head", Tensors.zeros(10, 4),
        "steps", Tensors.zeros(DType.INT64, 1));
    StateDict file = dict("good", Tensors.ones(1), "head", Tensors.zeros(1000, 4), "extra", Tensors.zeros(2),
        "steps", Tensors.ones(1));
    assertThatThrownBy(() -> Loading.strict(model, file)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("test.pth does not fit")
        .hasMessageContaining("gone float32[3]").hasMessageContaining("extra float32[2]")
        .hasMessageContaining("head expected float32[10, 4], got float32[1000, 4]")
        .hasMessageContaining("steps expected int64[1], got float32[1]")
        .hasMessageContaining("another architecture: 1 of 4 names match");
    assertThat(good.item()).isZero();

    LoadReport report = Loading.partial(model, file);
    assertThat(report.missing()).containsExactly(new LoadReport.Item("gone", "float32[3]"));
    assertThat(report.unexpected()).containsExactly(new LoadReport.Item("extra", "float32[2]"));
    assertThat(report.mismatched()).extracting(LoadReport.Mismatch::name).containsExactly("head", "steps");
    assertThat(good.item()).isEqualTo(1);
  }

  @Test
  void longListsAreCutAtTen() {
    Map<String, Tensor> model = new LinkedHashMap<>();
    for (int i = 0; i < 25; i++) {
      model.put("layer" + i, Tensors.zeros(1));
    }
    assertThatThrownBy(() -> Loading.strict(model, dict())).hasMessageContaining("layer9 ")
        .hasMessageContaining("and 15 more").hasMessageNotContaining("layer10");
  }

  @Test
  void nothingInCommonIsAnErrorAndAPrefixIsPointedOut() {
    Map<String, Tensor> model = map("a.weight", Tensors.zeros(1), "a.bias", Tensors.zeros(1));
    StateDict file = dict("backbone.a.weight", Tensors.ones(1), "backbone.a.bias", Tensors.ones(1));
    assertThatThrownBy(() -> Loading.partial(model, file)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("2 names would match without 'backbone.'").hasMessageContaining("(file, \"backbone\")");
  }

  @Test
  void oldCheckpointsLackBatchCounters() {
    Map<String, Tensor> model = map("w", Tensors.zeros(1), "bn1.num_batches_tracked", Tensors.zeros(DType.INT64),
        "bn2.num_batches_tracked", Tensors.zeros(DType.INT64));
    assertThat(Loading.strict(model, dict("w", Tensors.ones(1))).missing()).isEmpty();
    StateDict half = dict("w", Tensors.ones(1), "bn1.num_batches_tracked", Tensors.zeros(DType.INT64));
    assertThatThrownBy(() -> Loading.strict(model, half)).hasMessageContaining("bn2.num_batches_tracked");
  }

  private static StateDict dict(Object... pairs) {
    return new StateDict(map(pairs), Map.of(), "test.pth");
  }

  private static LinkedHashMap<String, Tensor> map(Object... pairs) {
    LinkedHashMap<String, Tensor> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], (Tensor) pairs[i + 1]);
    }
    return map;
  }
}
