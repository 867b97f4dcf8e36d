package dev.fovea.nn;

import static dev.fovea.nn.ConvOptions.stride;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.nn.optim.SGD;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Modules whose parts, types and options change. */
class ModuleChangesTest {
  /** Parts to take out, and names to collide. */
  private static final class Parts extends Layer {
    Parts() {
      child("body", new Linear(3, 3));
      child("head", new Linear(3, 2));
      buffer("mean", Tensors.zeros(3));
    }

    void drop(String name) {
      removeChild(name).close();
    }

    void transientNamed(String name) {
      transientBuffer(name, Tensors.zeros(3));
    }

    @Override
    protected Tensor forward(Tensor x) {
      for (Module part : children().values()) {
        x = ((Linear) part).apply(x);
      }
      return x;
    }
  }

  @Test
  void partsAreTakenOutByName() {
    try (Scope scope = Scope.open(); Parts parts = new Parts()) {
      parts.drop("head");
      assertThat(parts.stateDict()).containsOnlyKeys("mean", "body.weight", "body.bias");
      assertThat(parts.apply(Tensors.ones(2, 3)).shape()).containsExactly(2, 3);
      assertThatThrownBy(() -> parts.drop("head")).hasMessageContaining("'head'").hasMessageContaining("[body]");
    }
  }

  @Test
  void aRefusedNameChangesNothing() {
    try (Parts parts = new Parts()) {
      assertThatThrownBy(() -> parts.transientNamed("mean")).hasMessageContaining("already has a part named 'mean'");
      assertThat(parts.stateDict()).containsKey("mean");
      assertThatThrownBy(() -> parts.transientNamed("a.b")).hasMessageContaining("without dots");
    }
  }

  @Test
  void gradientsOptimisersAndTiesFollowAChangeOfType() {
    try (Scope scope = Scope.open()) {
      Embedding embedding = new Embedding(4, 3);
      Sequential tied = new Sequential(embedding, Linear.tied(embedding, false));
      tied.apply(Tensors.of(new long[] {0, 2})).sum().backward();
      tied.to(DType.FLOAT64);
      assertThat(tied.parameters()).hasSize(1);
      Tensor weight = tied.parameters().get(0);
      assertThat(weight.grad().dtype()).isEqualTo(DType.FLOAT64);
      assertThat(tied.stateDict()).containsOnlyKeys("0.weight", "1.weight");
      Tensor expected = weight.detach().sub(weight.grad());
      try (SGD sgd = new SGD(tied.parameters(), 1)) {
        sgd.step();
      }
      assertThat(weight.detach().allClose(expected, 1e-12, 0)).isTrue();
      assertThatThrownBy(() -> tied.to(DType.INT64)).hasMessageContaining("floating-point")
          .hasMessageContaining("int64");
    }
  }

  @Test
  void optionsOfConvolutionsAreValues() {
    long[] steps = {2, 1};
    ConvOptions options = stride(steps).padding(1);
    steps[0] = 7;
    options.stride()[1] = 7;
    assertThat(options.stride()).containsExactly(2, 1);
    assertThat(options).isEqualTo(stride(2, 1).padding(1)).hasSameHashCodeAs(stride(2, 1).padding(1))
        .isNotEqualTo(options.bias(false));
    ConvOptions.DEFAULT.stride()[0] = 9;
    assertThat(ConvOptions.DEFAULT.stride()).containsExactly(1);
  }

  @Test
  void hooksOfOneModuleSeeTheCallsOfAllThreads() {
    Linear layer = new Linear(4, 4);
    layer.eval();
    AtomicInteger calls = new AtomicInteger();
    try (Scope scope = Scope.open(); Module.Closer hook = layer.onForward((m, in, out) -> calls.incrementAndGet())) {
      Tensor x = Tensors.ones(2, 4);
      float[] expected = layer.apply(x).toFloats();
      List<float[]> results = IntStream.range(0, 50).parallel()
          .mapToObj(i -> Scope.run(() -> layer.apply(x).toFloats())).toList();
      assertThat(results).allSatisfy(result -> assertThat(result).containsExactly(expected));
    }
    assertThat(calls).hasValue(51);
  }

  @Test
  void secondGradientsThroughLayers() {
    try (Scope scope = Scope.open()) {
      Sequential critic = new Sequential(new Conv2d(1, 2, 3), new LeakyReLU(0.2), new Flatten(), new Linear(18, 1));
      Tensor x = Tensors.randn(2, 1, 5, 5).requiresGrad_(true);
      Tensor slope = dev.fovea.tensor.Autograd.grad(critic.apply(x).sum(), x, true);
      slope.square().sum().backward();
      assertThat(critic.namedParameters().get("0.weight").grad().abs().sum().item()).isPositive();
    }
  }
}
