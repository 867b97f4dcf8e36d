package dev.fovea.train.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.models.InputShape;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.Preprocessing;
import dev.fovea.models.explain.ClassActivationMap;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Precision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastInferenceTest {
  private static final InputForm PICTURES = form(64);

  private static InputForm form(int side) {
    return new InputForm(3, Preprocessing.centred(new InputShape(3, side, side)));
  }

  /** Statistics and heads as training leaves them: none trivial. */
  static Layer lively(Layer network) {
    Generator.seedAll(3);
    try (GradMode off = GradMode.noGrad()) {
      network.stateDict().forEach((name, tensor) -> {
        if (name.endsWith("running_mean")) {
          tensor.uniform_(-0.3, 0.3, null);
        } else if (name.endsWith("running_var")) {
          tensor.uniform_(0.4, 1.6, null);
        } else if (tensor.dim() == 2 && tensor.abs().max().item() == 0) {
          tensor.uniform_(-0.1, 0.1, null);
        }
      });
    }
    network.eval();
    return network;
  }

  @ParameterizedTest
  @CsvSource({"resnet18, 64, true", "squeezenet1_1, 64, false", "densenet121, 64, true", "efficientnet_b0, 64, true",
      "googlenet, 64, true", "vgg11_bn, 64, true", "preact_resnet18, 32, true", "nin_cifar10, 32, false",
      "vit_t_16, 32, false", "lenet, 32, false"})
  void noLogitMovesByMoreThanAHundredthOfTheLargest(String model, int side, boolean folds) {
    ModelConfig config = model.startsWith("vit") ? ModelConfig.of(Map.of("image_size", side, "num_classes", 10))
        : ModelConfig.of("num_classes", 10);
    try (Layer network = lively(Models.classifier(model, config)); Scope scope = Scope.open()) {
      Tensor images = Tensors.randn(3, 3, side, side);
      Tensor plain;
      try (GradMode inference = GradMode.inference()) {
        plain = network.apply(images);
      }
      FastInference fast = FastInference.prepare(network, form(side), Device.CPU, Inference.AUTO);
      assertThat(fast.folded() > 0).isEqualTo(folds);
      assertThat(FastInference.deviation(fast.logits(images), plain)).isLessThanOrEqualTo(FastInference.BOUND);
      assertThat(FastInference.deviation(fast.exactLogits(images), plain)).isLessThan(1e-4);
      assertThat(fast.logits(images).isContiguous()).isTrue();
      assertThat(network.stateDict().keySet()).noneMatch(name -> name.endsWith("short_weight"));
    }
  }

  @Test
  void bfloat16IsTakenWhereTheProcessorIsFastAtItAndTheNetworkLarge() {
    assumeTrue(Precision.AUTO.resolve(Device.CPU) == Precision.BF16);
    try (Layer large = lively(Models.classifier("resnet18")); Layer small = Models.classifier("lenet")) {
      assertThat(FastInference.prepare(large, form(224), Device.CPU, Inference.AUTO).used())
          .isEqualTo(Inference.BFLOAT16);
      assertThat(FastInference.prepare(small, form(32), Device.CPU, Inference.AUTO).used())
          .isEqualTo(Inference.FLOAT32);
    }
  }

  /** Weights near 1 whose small differences alone decide: bfloat16 cannot hold them. */
  private static final class Delicate extends Layer {
    private final Linear linear = child("linear", new Linear(3 * 64 * 64, 50));

    @Override
    protected Tensor forward(Tensor x) {
      Tensor scores = linear.apply(x.flatten(1));
      return scores.sub(scores.mean(new int[] {1}, true));
    }
  }

  @Test
  void aNetworkThatBfloat16WouldHarmStaysFloat32() {
    try (Layer network = new Delicate(); Scope scope = Scope.open()) {
      try (GradMode off = GradMode.noGrad()) {
        network.parameters().get(0).uniform_(0.9999, 1.0001, null);
      }
      FastInference fast = FastInference.prepare(network, PICTURES, Device.CPU, Inference.AUTO);
      assertThat(fast.used()).isEqualTo(Inference.FLOAT32);
      assertThat(network.namedBuffers()).as("copies are freed").isEmpty();
      FastInference forced = FastInference.prepare(network, PICTURES, Device.CPU, Inference.BFLOAT16);
      assertThat(forced.used()).isEqualTo(Inference.BFLOAT16);
      Tensor images = Tensors.randn(2, 3, 64, 64);
      assertThat(FastInference.deviation(forced.logits(images), fast.exactLogits(images)))
          .isGreaterThan(FastInference.BOUND);
    }
  }

  /** Reads the output of its convolution twice, so that nothing can be folded. */
  private static final class Skipping extends Layer {
    private final Conv2d conv = child("conv", new Conv2d(3, 4, 3, ConvOptions.DEFAULT.padding(1)));
    private final BatchNorm2d norm = child("norm", new BatchNorm2d(4));

    @Override
    protected Tensor forward(Tensor x) {
      Tensor maps = conv.apply(x);
      return norm.apply(maps).add(maps).mean(new int[] {2, 3}, false);
    }
  }

  @Test
  void whatCannotBeMadeFasterIsUsedAsItIs() {
    Layer stubborn = new Sequential(new Conv2d(3, 4, 3), new BatchNorm2d(4), Layer.of("stubborn", maps -> {
      throw new IllegalArgumentException("no picture is good enough");
    }));
    assertThat(FastInference.prepare(stubborn, PICTURES, Device.CPU, Inference.AUTO).folded()).isZero();
    try (Layer network = lively(new Skipping()); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor images = Tensors.rand(2, 3, 20, 20);
      Tensor plain = network.apply(images);
      FastInference fast = FastInference.prepare(network, PICTURES, Device.CPU, Inference.AUTO);
      assertThat(fast.folded()).isZero();
      assertThat(FastInference.deviation(fast.logits(images), plain)).isLessThan(1e-5);
    }
  }

  @Test
  void asLoadedIsUntouched() {
    try (Layer network = lively(new Sequential(new Conv2d(3, 4, 3, ConvOptions.DEFAULT.bias(false)),
        new BatchNorm2d(4))); Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor images = Tensors.rand(2, 3, 20, 20);
      float[] plain = network.apply(images).toFloats();
      FastInference fast = FastInference.prepare(network, PICTURES, Device.CPU, Inference.AS_LOADED);
      assertThat(fast.used()).isEqualTo(Inference.AS_LOADED);
      assertThat(fast.logits(images).toFloats()).containsExactly(plain);
      assertThat(network.stateDict()).doesNotContainKey("0.bias");
    }
  }

  @Test
  void classActivationMapsOfAPreparedNetworkAreThoseOfThePlainOne() {
    try (Layer network = lively(Models.classifier("resnet18", ModelConfig.of("num_classes", 5)));
        Scope scope = Scope.open(); GradMode inference = GradMode.inference()) {
      Tensor images = Tensors.randn(1, 3, 96, 96);
      Tensor plain = ClassActivationMap.of(network, images).of(2);
      FastInference.prepare(network, PICTURES, Device.CPU, Inference.AUTO);
      Tensor prepared = ClassActivationMap.of(network, images).of(2);
      assertThat(prepared.sub(plain).abs().max().item()).isLessThan(1e-4 * plain.abs().max().item());
    }
  }

  @Test
  void theDeviationIsOfTheWorstPicture() {
    try (Scope scope = Scope.open()) {
      Tensor exact = Tensors.of(new float[] {10, -20, 1, 2}, 2, 2);
      assertThat(FastInference.deviation(Tensors.of(new float[] {11, -20, 1.5f, 2}, 2, 2), exact)).isEqualTo(0.25);
      assertThat(FastInference.deviation(exact, exact)).isZero();
      assertThat(FastInference.deviation(Tensors.zeros(2, 2), Tensors.zeros(2, 2))).isZero();
      assertThat(List.of(FastInference.deviation(Tensors.of(new float[] {Float.NaN, 0, 0, 0}, 2, 2), exact)))
          .allMatch(value -> Double.isNaN(value));
    }
  }
}
