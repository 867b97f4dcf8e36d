package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A state under other names, and checkpoints in any of a network's layouts. */
class StateLayoutTest {
  private static final StateLayout OTHER = StateLayout.of("other")
      .rename("stem\\.(.*)", "conv_stem.$1").rename("body\\.norm\\.(.*)", "bn.$1").rename("head\\.(.*)", "fc.$1");

  /** A convolution, a normalisation and a linear layer; presented in either layout. */
  private static final class Small extends Layer implements HasLayouts {
    private final Conv2d stem = child("stem", new Conv2d(1, 4, 3));
    private final Body body = child("body", new Body());
    private final Linear head = child("head", new Linear(4, 2));

    Small(StateLayout presented) {
      nameState(presented);
    }

    @Override
    public List<StateLayout> layouts() {
      return List.of(OTHER);
    }

    @Override
    protected Tensor forward(Tensor x) {
      return head.apply(body.apply(stem.apply(x)).mean(2, 3));
    }

    private static final class Body extends Layer {
      private final BatchNorm2d norm = child("norm", new BatchNorm2d(4));

      @Override
      protected Tensor forward(Tensor x) {
        return norm.apply(x);
      }
    }
  }

  @Test
  void aStateHasTheNamesOfTheLayoutInTheOrderOfTheParts() {
    try (Small network = new Small(OTHER)) {
      assertThat(network.stateDict().keySet()).containsExactly("conv_stem.weight", "conv_stem.bias", "bn.weight",
          "bn.bias", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked", "fc.weight", "fc.bias");
      assertThat(network.namedParameters()).containsKeys("conv_stem.weight", "fc.bias").doesNotContainKey("stem.weight");
      assertThat(network.namedBuffers()).containsOnlyKeys("bn.running_mean", "bn.running_var", "bn.num_batches_tracked");
      assertThat(network.stateNames()).containsEntry("body.norm.weight", "bn.weight").hasSize(9);
      assertThat(network.namedModules()).containsKeys("stem", "body.norm", "head");
      assertThat(network.parameterCount()).isEqualTo(40 + 8 + 10);
    }
  }

  @Test
  void aNetworkInsideAnotherKeepsItsNames() {
    final class Around extends Layer {
      private final Small inner = child("backbone", new Small(OTHER));

      @Override
      protected Tensor forward(Tensor x) {
        return inner.apply(x);
      }
    }
    try (Around around = new Around()) {
      assertThat(around.stateDict()).containsKeys("backbone.conv_stem.weight", "backbone.bn.running_var");
    }
  }

  @Test
  void aFileOfEitherLayoutLoadsIntoEither() {
    for (StateLayout written : List.of(StateLayout.OWN, OTHER)) {
      for (StateLayout presented : List.of(StateLayout.OWN, OTHER)) {
        try (Small from = new Small(written); Small into = new Small(presented)) {
          Scope.run(() -> {
            Tensor x = Tensors.rand(2, 1, 8, 8);
            assertThat(into.apply(x).sub(from.apply(x)).abs().max().item()).isPositive();
            assertThat(Models.load(into, state(from.stateDict())).isComplete()).isTrue();
            assertThat(into.apply(x).sub(from.apply(x)).abs().max().item()).isZero();
          });
        }
      }
    }
  }

  @Test
  void aValueOfAnotherShapeWithAsManyElementsIsTakenInTheNetworksShape() {
    try (Small network = new Small(StateLayout.OWN)) {
      Scope.run(() -> {
        Map<String, Tensor> values = new LinkedHashMap<>();
        network.stateDict().forEach((name, value) -> values.put(OTHER.apply(name), value.clone()));
        values.put("fc.weight", Tensors.ones(2, 4, 1, 1));
        assertThat(Models.load(network, state(values)).isComplete()).isTrue();
        assertThat(network.stateDict().get("head.weight").toFloats()).containsOnly(1f);
      });
    }
  }

  @Test
  void aFileOfNeitherLayoutIsRefused() {
    try (Small network = new Small(StateLayout.OWN)) {
      Scope.run(() -> assertThatThrownBy(() -> Models.load(network, state(Map.of("w", Tensors.ones(1)))))
          .isInstanceOf(CheckpointException.class).hasMessageContaining("stem.weight"));
    }
  }

  private static StateDict state(Map<String, Tensor> values) {
    return new StateDict(new LinkedHashMap<>(values), Map.of(), "test");
  }
}
