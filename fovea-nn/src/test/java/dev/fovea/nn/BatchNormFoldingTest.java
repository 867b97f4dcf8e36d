package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchNormFoldingTest {
  /** Reads the output of its convolution twice: normalised, and as it is. */
  private static final class Skipping extends Layer {
    private final Conv2d conv;
    private final BatchNorm2d norm = child("norm", new BatchNorm2d(4));

    private Skipping(boolean bias) {
      conv = child("conv", new Conv2d(3, 4, 3, ConvOptions.DEFAULT.padding(1).bias(bias)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor maps = conv.apply(x);
      return norm.apply(maps).add(maps);
    }
  }

  private static Layer prepared(Layer network) {
    Generator.seedAll(1);
    try (GradMode off = GradMode.noGrad()) {
      network.stateDict().forEach((name, tensor) -> {
        if (tensor.dtype().isFloatingPoint()) {
          tensor.uniform_(0.2, 1, null);
        }
      });
    }
    network.eval();
    return network;
  }

  @Test
  void theAnswerStaysTheSameAndTheNormalisationIsGone() {
    try (Layer network = prepared(new Sequential(new Conv2d(3, 4, 3, ConvOptions.DEFAULT.bias(false)),
            new BatchNorm2d(4), new ReLU(), new Conv2d(4, 6, 3, ConvOptions.DEFAULT.groups(2)),
            new BatchNorm2d(6, NormOptions.BATCH.affine(false)), new ReLU(), new BatchNorm2d(6)));
        Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor x = Tensors.rand(2, 3, 8, 8);
      Tensor before = network.apply(x);
      assertThat(BatchNormFolding.fold(network, x)).isEqualTo(2);
      Tensor after = network.apply(x);
      assertThat(after.sub(before).abs().max().item()).isLessThan(1e-5 * before.abs().max().item());
      assertThat(network.stateDict()).containsKey("0.bias");
      network.train();
      assertThatThrownBy(() -> network.apply(x)).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("folded");
    }
  }

  @Test
  void outputsThatOthersReadAreAnErrorAfterWhichTheNetworkIsAsBefore() {
    for (boolean bias : new boolean[] {true, false}) {
      try (Layer network = prepared(new Skipping(bias)); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
        Tensor x = Tensors.rand(1, 3, 8, 8);
        float[] before = network.apply(x).toFloats();
        Map<String, float[]> state = new LinkedHashMap<>();
        network.stateDict().forEach((name, tensor) -> state.put(name, tensor.to(DType.FLOAT32).toFloats()));
        assertThatThrownBy(() -> BatchNormFolding.fold(network, x)).hasMessageContaining("something else reads");
        assertThat(network.apply(x).toFloats()).containsExactly(before);
        assertThat(network.stateDict()).containsOnlyKeys(state.keySet()).allSatisfy(
            (name, tensor) -> assertThat(tensor.to(DType.FLOAT32).toFloats()).containsExactly(state.get(name)));
        network.train();
        network.apply(x);
      }
    }
  }

  @Test
  void anErrorInTheFoldedNetworkUndoesTheFolding() {
    boolean[] broken = {false};
    try (Layer network = prepared(new Sequential(new Conv2d(3, 4, 3), new BatchNorm2d(4),
            Layer.of("once", maps -> {
              if (broken[0]) {
                throw new UnsupportedOperationException("broken");
              }
              broken[0] = true;
              return maps.relu();
            }))); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor x = Tensors.rand(1, 3, 8, 8);
      float[] before = network.apply(x).toFloats();
      broken[0] = false;
      assertThatThrownBy(() -> BatchNormFolding.fold(network, x)).hasMessage("broken");
      broken[0] = false;
      assertThat(network.apply(x).toFloats()).containsExactly(before);
    }
  }

  @Test
  void foldingTwiceAndWithoutNormalisationsFoldsNothing() {
    try (Layer network = prepared(new Sequential(new Conv2d(3, 4, 3), new BatchNorm2d(4)));
        Layer bare = prepared(new Conv2d(3, 4, 3)); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor x = Tensors.rand(1, 3, 8, 8);
      assertThat(BatchNormFolding.hasAny(network)).isTrue();
      assertThat(BatchNormFolding.fold(network, x)).isEqualTo(1);
      float[] folded = network.apply(x).toFloats();
      assertThat(BatchNormFolding.hasAny(network)).isFalse();
      assertThat(BatchNormFolding.fold(network, x)).isZero();
      assertThat(network.apply(x).toFloats()).containsExactly(folded);
      assertThat(BatchNormFolding.fold(bare, x)).isZero();
    }
  }

  @Test
  void weightsThatAreComputedStayUnfolded() {
    try (Layer network = new Sequential(WeightNorm.of(new Conv2d(3, 4, 3)), new BatchNorm2d(4));
        Scope scope = Scope.open()) {
      network.eval();
      assertThat(BatchNormFolding.fold(network, Tensors.rand(1, 3, 8, 8))).isZero();
    }
  }

  @Test
  void trainingModeIsRefused() {
    try (Layer network = new Skipping(true); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> BatchNormFolding.fold(network, Tensors.rand(1, 3, 8, 8)))
          .hasMessageContaining("call eval() first");
    }
  }
}
