package dev.fovea.nn;

import static dev.fovea.nn.ConvOptions.stride;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.ConvOptions.PaddingMode;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What all layers share: clear errors, memory, threads, short types. */
class LayerBehaviourTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
    Generator.seedAll(3);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void errorsNameWhatWasExpected() {
    assertThatThrownBy(() -> new Conv2d(3, 4, 3).apply(Tensors.randn(1, 4, 5, 5)))
        .isInstanceOf(TensorException.class).hasMessageContaining("Conv2d").hasMessageContaining("3, height, width")
        .hasMessageContaining("float32[1, 4, 5, 5]");
    assertThatThrownBy(() -> new BatchNorm2d(3).apply(Tensors.randn(2, 3)))
        .isInstanceOf(TensorException.class).hasMessageContaining("BatchNorm2d").hasMessageContaining("(batch, 3");
    assertThatThrownBy(() -> new BatchNorm1d(3).apply(Tensors.randn(1, 3)))
        .isInstanceOf(TensorException.class).hasMessageContaining("more than one value");
    assertThatThrownBy(() -> new Conv2d(3, 4, 3, ConvOptions.DEFAULT.groups(2)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("groups that divide");
    assertThatThrownBy(() -> new Conv2d(3, 4, 3, stride(2).samePadding()))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("stride 1");
    assertThatThrownBy(() -> new ConvTranspose2d(3, 4, 3, stride(2).paddingMode(PaddingMode.REFLECT)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("padding with zeros");
    assertThatThrownBy(() -> new Dropout(1.5)).hasMessageContaining("[0, 1]");
    assertThatThrownBy(() -> new GroupNorm(3, 8)).hasMessageContaining("divide the 8 channels");
    assertThatThrownBy(() -> new MultiheadAttention(8, 3)).hasMessageContaining("heads that divide the width 8");
    assertThatThrownBy(() -> new LSTM(3, 4).apply(Tensors.randn(2, 3))).hasMessageContaining("length, batch, 3");
    assertThatThrownBy(() -> new GRU(3, 4, RecurrentOptions.DEFAULT.projection(2))).hasMessageContaining("only LSTM");
    assertThatThrownBy(() -> PackedSequence.pack(Tensors.randn(3, 2, 1), new long[] {3, 4}, false))
        .hasMessageContaining("from 1 to 3").hasMessageContaining("[3, 4]");
    assertThatThrownBy(() -> Spade.of("spadegroup3x3", 3, 3)).hasMessageContaining("spadegroup3x3");
    assertThatThrownBy(() -> new GELU("fast")).hasMessageContaining("none or tanh");
    assertThatThrownBy(() -> new Sequential(new ReLU(), new Conv2d(3, 4, 3)).apply(Tensors.randn(1, 4, 5, 5)))
        .hasMessageStartingWith("1: ");
  }

  @Test
  void onlyResultsAreLeft() {
    TransformerEncoderLayer encoder = new TransformerEncoderLayer(TransformerOptions.of(8, 2));
    LSTM lstm = new LSTM(8, 4, RecurrentOptions.DEFAULT.batchFirst(true));
    Conv2d conv = SpectralNorm.of(new Conv2d(1, 2, 3, ConvOptions.DEFAULT.padding(1).paddingMode(PaddingMode.REFLECT)));
    Tensor x = Tensors.randn(2, 5, 8);
    Tensor image = Tensors.randn(1, 1, 5, 5);
    int before = scope.size();
    encoder.apply(x);
    conv.apply(image);
    assertThat(scope.size()).isEqualTo(before + 2);
    lstm.apply(x);
    assertThat(scope.size()).isEqualTo(before + 5);
  }

  @Test
  void threadsShareAModuleInEvaluation() {
    Sequential net = new Sequential(SpectralNorm.of(new Conv2d(3, 4, 3)), new BatchNorm2d(4), new Dropout(0.5),
        new ReLU(), new AdaptiveAvgPool2d(1, 1));
    net.eval();
    Tensor x = Tensors.randn(2, 3, 8, 8);
    float[] expected = net.apply(x).toFloats();
    List<float[]> results = IntStream.range(0, 64).parallel()
        .mapToObj(i -> Scope.run(() -> net.apply(x).toFloats())).toList();
    assertThat(results).hasSize(64).allSatisfy(result -> assertThat(result).containsExactly(expected, within(1e-6f)));
  }

  @Test
  void sequencesFreeOnlyTheirOwnResults() {
    Tensor constant = Scope.release(Tensors.ones(1, 2));
    Sequential layers = new Sequential(Layer.of("Constant", x -> constant), new ReLU(), new Tanh());
    int before = scope.size();
    Tensor y = layers.apply(Tensors.zeros(1, 2));
    assertThat(constant.isFreed()).isFalse();
    assertThat(y.isFreed()).isFalse();
    assertThat(scope.size()).isEqualTo(before + 2);
  }

  @Test
  void tiedLayersShareOneWeight() {
    Embedding embedding = new Embedding(5, 3);
    Linear head = Linear.tied(embedding, false);
    assertThat(head.weight()).isSameAs(embedding.weight());
    assertThat(new Sequential(embedding, head).parameters()).hasSize(1);
    assertThat(head.apply(embedding.apply(Tensors.of(new long[] {0, 4}))).shape()).containsExactly(2, 5);
    assertThatThrownBy(() -> Linear.tied(WeightNorm.of(new Linear(2, 2)), false)).hasMessageContaining("Linear.tied");
  }

  @Test
  void layersRunInBfloat16() {
    TransformerOptions small = TransformerOptions.of(8, 2).hidden(16);
    Tensor image = Tensors.randn(2, 8, 6, 6);
    Tensor sequence = Tensors.randn(2, 5, 8);
    Tensor mask = Tensors.ones(DType.BOOL, 5, 5).triu(1);
    Conv2d spectral = SpectralNorm.of(new Conv2d(8, 8, 3), 40);
    try (Autocast autocast = Autocast.on(Device.CPU, DType.BFLOAT16)) {
      for (Layer layer : List.of(new Conv2d(8, 8, 3), spectral, WeightNorm.of(new Conv2d(8, 8, 3)),
          new ConvTranspose2d(8, 4, 2, stride(2)), new Sequential(new Conv2d(8, 8, 1), new BatchNorm2d(8), new GELU()),
          new Sequential(new Conv2d(8, 8, 1), new GroupNorm(2, 8), new InstanceNorm2d(8), new PReLU(8)),
          new Sequential(new Conv2d(8, 8, 1), new FrozenBatchNorm2d(8), new LocalResponseNorm(3), new PixelNorm()))) {
        gradientsArrive(layer, layer.apply(image));
      }
      TransformerEncoderLayer encoder = new TransformerEncoderLayer(small);
      gradientsArrive(encoder, encoder.apply(sequence, mask, null));
      LSTM lstm = new LSTM(8, 4);
      gradientsArrive(lstm, lstm.apply(sequence).output());
    }
    assertThat(spectral.weight().flatten(1).svd().s().max().item()).isCloseTo(1, within(1e-3));
  }

  private static void gradientsArrive(Module module, Tensor output) {
    output.to(DType.FLOAT32).sum().backward();
    module.namedParameters().forEach((name, parameter) -> {
      assertThat(parameter.grad()).as(name).isNotNull();
      assertThat(parameter.grad().isfinite().all().itemBoolean()).as(name).isTrue();
      assertThat(parameter.grad().dtype()).as(name).isEqualTo(DType.FLOAT32);
    });
  }
}
