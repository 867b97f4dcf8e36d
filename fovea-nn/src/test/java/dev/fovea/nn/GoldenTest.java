package dev.fovea.nn;

import static dev.fovea.nn.ConvOptions.stride;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.nn.ConvOptions.PaddingMode;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every layer against torch 1.13 with the same weights and inputs: names, outputs, gradients, moved statistics. */
class GoldenTest {
  private record Case(Module module, BiFunction<Module, List<Tensor>, Map<String, Tensor>> forward) {}

  private final Map<String, Case> cases = new LinkedHashMap<>();
  private final ConvOptions plain = ConvOptions.DEFAULT;

  private void layer(String name, Layer layer) {
    cases.put(name, new Case(layer, (m, x) -> Map.of("out", layer.apply(x.get(0)))));
  }

  private <M extends Module> void module(String name, M module, BiFunction<M, List<Tensor>, Map<String, Tensor>> run) {
    cases.put(name, new Case(module, (m, x) -> run.apply(module, x)));
  }

  private void activation(String name, Layer layer) {
    cases.put(name, new Case(layer, (m, x) -> Map.of("out", layer.apply(x.get(0).mul(5.0)))));
  }

  private void fillCases() {
    layer("linear", new Linear(5, 3));
    layer("conv1d", new Conv1d(4, 6, 3, stride(2).padding(1).dilation(2)));
    layer("conv2d", new Conv2d(4, 6, 3, stride(2).padding(1)));
    layer("conv2d_rectangular", new Conv2d(3, 4, new long[] {3, 5}, stride(2, 1).padding(1, 2).bias(false)));
    layer("conv2d_grouped_dilated", new Conv2d(4, 8, 3, plain.padding(2).dilation(2).groups(2)));
    layer("conv2d_depthwise", new Conv2d(4, 4, 3, plain.padding(1).groups(4)));
    layer("conv2d_same_even", new Conv2d(3, 4, 4, plain.samePadding()));
    layer("conv2d_reflect", new Conv2d(3, 4, 3, plain.padding(1, 2).paddingMode(PaddingMode.REFLECT)));
    layer("conv2d_replicate", new Conv2d(3, 4, 3, plain.padding(1).paddingMode(PaddingMode.REPLICATE)));
    layer("conv2d_circular", new Conv2d(3, 4, 3, plain.padding(1).paddingMode(PaddingMode.CIRCULAR)));
    layer("conv3d", new Conv3d(2, 3, 3, stride(2).padding(1)));
    layer("conv_transpose1d", new ConvTranspose1d(3, 2, 4, stride(2).padding(1)));
    layer("conv_transpose2d", new ConvTranspose2d(4, 6, 3, stride(2).padding(1).outputPadding(1).groups(2)));
    layer("conv_transpose3d", new ConvTranspose3d(2, 3, 2, stride(2)));
    layer("batch_norm1d_train", new BatchNorm1d(4));
    layer("batch_norm1d_sequence", new BatchNorm1d(4));
    layer("batch_norm2d_train", new BatchNorm2d(3, 1e-3, 0.3));
    layer("batch_norm2d_cumulative", new BatchNorm2d(3, NormOptions.BATCH.momentum(null)));
    layer("batch_norm2d_eval", new BatchNorm2d(3));
    layer("batch_norm2d_untracked", new BatchNorm2d(3, NormOptions.BATCH.affine(false).trackRunningStats(false)));
    layer("batch_norm3d_train", new BatchNorm3d(2));
    layer("layer_norm", LayerNorm.withEps(1e-6, 4, 5));
    layer("instance_norm1d", new InstanceNorm1d(3));
    layer("instance_norm2d_affine_tracked", new InstanceNorm2d(3, NormOptions.BATCH));
    layer("instance_norm2d_tracked_eval", new InstanceNorm2d(3, NormOptions.BATCH));
    layer("local_response_norm", new LocalResponseNorm(5, 0.1, 0.75, 2));
    layer("weight_norm_linear", WeightNorm.of(new Linear(5, 3)));
    layer("weight_norm_conv2d", WeightNorm.of(new Conv2d(2, 3, 3)));
    layer("spectral_norm_train", SpectralNorm.of(new Conv2d(2, 3, 3)));
    layer("spectral_norm_transposed", SpectralNorm.of(new ConvTranspose2d(2, 3, 3), 2));
    layer("spectral_norm_eval", SpectralNorm.of(new Linear(5, 3)));
    layer("frozen_batch_norm2d", new FrozenBatchNorm2d(3));
    layer("prelu", new PReLU(3));
    activation("relu", new ReLU());
    activation("relu6", new ReLU6());
    activation("leaky_relu", new LeakyReLU());
    activation("elu", new ELU());
    activation("gelu", new GELU());
    activation("gelu_tanh", new GELU("tanh"));
    activation("silu", new SiLU());
    activation("sigmoid", new Sigmoid());
    activation("tanh", new Tanh());
    activation("hardswish", new Hardswish());
    activation("hardsigmoid", new Hardsigmoid());
    activation("mish", new Mish());
    activation("softplus", new Softplus());
    activation("softmax", new Softmax(1));
    activation("log_softmax", new LogSoftmax(-1));
    layer("max_pool2d", new MaxPool2d(3, 2, 1, true));
    layer("max_pool1d", new MaxPool1d(3, 2, 1));
    layer("max_pool3d", new MaxPool3d(2));
    layer("avg_pool2d", new AvgPool2d(3, 2, 1));
    layer("avg_pool1d", new AvgPool1d(3, 2, 1));
    layer("avg_pool3d", new AvgPool3d(2));
    layer("adaptive_avg_pool2d", new AdaptiveAvgPool2d(3, 2));
    layer("adaptive_avg_pool1d", new AdaptiveAvgPool1d(3));
    layer("adaptive_max_pool2d", new AdaptiveMaxPool2d(3, 2));
    module("max_unpool2d", new MaxUnpool2d(2), (m, x) -> {
      Pooling.WithIndices pooled = new MaxPool2d(2).applyWithIndices(x.get(0));
      return Map.of("out", m.apply(pooled.values(), pooled.indices(), 7, 8));
    });
    layer("pixel_shuffle", new PixelShuffle(2));
    layer("pixel_unshuffle", new PixelUnshuffle(2));
    layer("unfold", new Unfold(3, stride(2).padding(1)));
    layer("fold", new Fold(6, 5, new long[] {3, 2}, stride(2).padding(1)));
    layer("upsample_linear1d", new Upsample(2, "linear"));
    layer("upsample_trilinear", new Upsample(new long[] {5, 6, 7}, "trilinear", true));
    layer("upsample_fraction", new Upsample(1.7, "bilinear"));
    module("bilinear", new Bilinear(3, 4, 2), (m, x) -> Map.of("out", m.apply(x.get(0), x.get(1))));
    layer("embedding", new Embedding(7, 4));
    layer("embedding_bag_sum", new EmbeddingBag(7, 4, EmbeddingBag.Mode.SUM));
    layer("embedding_bag_mean", new EmbeddingBag(7, 4));
    layer("embedding_bag_max", new EmbeddingBag(7, 4, EmbeddingBag.Mode.MAX));
    fillSequences();
  }

  private void fillSequences() {
    module("rnn_cell", new RNNCell(4, 5), (m, x) -> Map.of("out", m.apply(x.get(0), x.get(1))));
    module("gru_cell", new GRUCell(4, 5), (m, x) -> Map.of("out", m.apply(x.get(0), x.get(1))));
    module("lstm_cell", new LSTMCell(4, 5), (m, x) -> {
      LSTM.State next = m.apply(x.get(0), new LSTM.State(x.get(1), x.get(2)));
      return Map.of("h1", next.h(), "c1", next.c());
    });
    module("gru_packed", new GRU(4, 5, RecurrentOptions.DEFAULT.layers(2).batchFirst(true).bidirectional(true)),
        (m, x) -> {
          GRU.PackedOutput out = m.apply(PackedSequence.pack(x.get(0), new long[] {2, 6, 3}, true), x.get(1));
          return Map.of("output", out.output().unpack(true), "h_n", out.h());
        });
    module("attention_self", new MultiheadAttention(8, 2), (m, x) -> Map.of("out", m.apply(x.get(0))));
    module("attention_cross_masked", new MultiheadAttention(8, 2), (m, x) -> {
      Tensor later = Tensors.ones(DType.BOOL, 5, 6).triu(2);
      Tensor padding = Tensors.of(new boolean[] {false, false, false, false, false, false,
          false, false, false, false, true, true}, 2, 6);
      MultiheadAttention.Output out = m.withWeights(x.get(0), x.get(1), x.get(2), later, padding);
      assertThat(m.apply(x.get(0), x.get(1), x.get(2), later, padding).sub(out.output()).abs().max().item())
          .isLessThan(1e-6);
      return Map.of("out", out.output(), "weights", out.weights());
    });
    module("attention_float_mask", new MultiheadAttention(8, 2),
        (m, x) -> Map.of("out", m.apply(x.get(0), x.get(0), x.get(0), x.get(1), null)));
    module("attention_crossing", MultiheadAttention.crossing(8, 2, 5, 3), (m, x) -> {
      MultiheadAttention.Output out = m.withWeights(x.get(0), x.get(1), x.get(2), null, null);
      return Map.of("out", out.output(), "weights", out.weights());
    });
    TransformerOptions small = TransformerOptions.of(8, 2).hidden(16);
    Tensor later = Scope.release(Tensors.ones(DType.BOOL, 5, 5).triu(1));
    layer("encoder_layer", new TransformerEncoderLayer(small));
    module("encoder_layer_norm_first",
        new TransformerEncoderLayer(small.activation(TransformerOptions.Activation.GELU).normFirst(true)),
        (m, x) -> Map.of("out", m.apply(x.get(0), later, null)));
    module("decoder_layer", new TransformerDecoderLayer(small), (m, x) -> Map.of("out", m.apply(x.get(0), x.get(1))));
    module("decoder_layer_norm_first", new TransformerDecoderLayer(small.normFirst(true)), (m, x) -> Map.of("out",
        m.apply(x.get(0), x.get(1), new TransformerDecoderLayer.Masks(later, null, null, null))));
  }

  @TestFactory
  List<DynamicTest> layers() {
    fillCases();
    JsonNode cards = Card.read("torch_layers.json");
    List<DynamicTest> tests = new ArrayList<>();
    cases.forEach((name, each) -> tests.add(DynamicTest.dynamicTest(name,
        () -> new Card(cards.get(name)).check(each.module(), x -> each.forward().apply(each.module(), x)))));
    return tests;
  }

  @Test
  void everyCardHasItsLayer() {
    fillCases();
    List<String> names = new ArrayList<>();
    Card.read("torch_layers.json").fieldNames().forEachRemaining(names::add);
    assertThat(cases.keySet()).containsExactlyInAnyOrderElementsOf(names);
  }
}
