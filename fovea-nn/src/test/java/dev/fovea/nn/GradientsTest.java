package dev.fovea.nn;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.nn.ConvOptions.PaddingMode;
import dev.fovea.tensor.Pooling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The gradient of every layer, in training mode unless it is said, against finite differences. */
class GradientsTest {
  private final List<DynamicTest> tests = new ArrayList<>();
  private final ConvOptions plain = ConvOptions.DEFAULT;

  private void layer(Layer layer, long... shape) {
    tests.add(DynamicTest.dynamicTest(layer.describe(), () -> Gradients.check(layer, shape)));
  }

  private void evaluated(Layer layer, long... shape) {
    layer.eval();
    layer(layer, shape);
  }

  private void module(Module module, Function<List<Tensor>, Tensor> forward, long[]... shapes) {
    tests.add(DynamicTest.dynamicTest(module.describe(), () -> Gradients.check(module, forward, shapes)));
  }

  private static long[] of(long... shape) {
    return shape;
  }

  @TestFactory
  List<DynamicTest> activations() {
    for (Layer layer : List.of(new ReLU(), new ReLU6(), new LeakyReLU(), new ELU(), new GELU(), new GELU("tanh"),
        new SiLU(), new Sigmoid(), new Tanh(), new Hardswish(), new Hardsigmoid(), new Mish(), new Softplus(),
        new Softmax(1), new LogSoftmax(1), new Maxout(2), new PReLU(4), new Identity(), new Flatten())) {
      layer(layer, 2, 4, 3);
    }
    layer(new Unflatten(1, 2, 2), 2, 4, 3);
    return tests;
  }

  @TestFactory
  List<DynamicTest> convolutions() {
    layer(new Linear(4, 3), 2, 4);
    layer(new Conv1d(2, 3, 3, plain.padding(1)), 2, 2, 5);
    layer(new Conv2d(2, 4, 3, stride(2).padding(1).groups(2)), 1, 2, 5, 4);
    layer(new Conv2d(2, 2, 2, plain.samePadding()), 1, 2, 4, 3);
    layer(new Conv2d(1, 2, 3, plain.padding(1).paddingMode(PaddingMode.REFLECT)), 1, 1, 4, 3);
    layer(new Conv3d(1, 2, 2), 1, 1, 3, 3, 2);
    layer(new ConvTranspose1d(2, 2, 3, stride(2)), 1, 2, 3);
    layer(new ConvTranspose2d(2, 2, 3, stride(2).padding(1).outputPadding(1)), 1, 2, 3, 2);
    layer(new ConvTranspose3d(1, 2, 2), 1, 1, 2, 2, 2);
    layer(new DepthwiseSeparableConv2d(2, 3, 3, plain.padding(1)), 1, 2, 4, 3);
    layer(new Unfold(2, plain), 1, 2, 3, 4);
    layer(new Fold(3, 4, of(2), plain), 1, 8, 6);
    module(new Conv2d(2, 4, 3), x -> Im2Col.conv2d(x.get(0), x.get(1), x.get(2), stride(2).padding(1).groups(1)),
        of(1, 2, 5, 4));
    layer(WeightNorm.of(new Linear(3, 2)), 2, 3);
    evaluated(SpectralNorm.of(new Conv2d(2, 2, 2)), 1, 2, 3, 3);
    layer(DropConnect.of(new Linear(3, 4), 0.5), 2, 3);
    Bilinear bilinear = new Bilinear(2, 3, 2);
    module(bilinear, x -> bilinear.apply(x.get(0), x.get(1)), of(2, 2), of(2, 3));
    return tests;
  }

  @TestFactory
  List<DynamicTest> normalisations() {
    layer(new BatchNorm1d(3), 4, 3);
    layer(new BatchNorm2d(2), 2, 2, 3, 2);
    evaluated(new BatchNorm2d(2), 2, 2, 3, 2);
    layer(new BatchNorm3d(2), 2, 2, 2, 2, 2);
    layer(new LayerNorm(4), 2, 4);
    layer(new GroupNorm(2, 4), 2, 4, 3);
    layer(new InstanceNorm1d(2), 2, 2, 4);
    layer(new InstanceNorm2d(2, true), 2, 2, 3, 2);
    layer(new InstanceNorm3d(2), 1, 2, 2, 2, 2);
    layer(new LocalResponseNorm(3, 0.5, 0.75, 1), 1, 4, 2, 2);
    layer(new PixelNorm(), 2, 3, 2, 2);
    layer(new FrozenBatchNorm2d(2), 1, 2, 2, 2);
    VirtualBatchNorm virtual = new VirtualBatchNorm(2);
    module(virtual, x -> virtual.apply(x.get(0), virtual.reference(x.get(1))), of(1, 2, 2, 2), of(3, 2, 2, 2));
    AdaIN adaIn = new AdaIN(1e-5, 0.7);
    module(adaIn, x -> adaIn.apply(x.get(0), x.get(1)), of(1, 2, 3, 2), of(1, 2, 2, 2));
    Spade spade = new Spade(new InstanceNorm2d(1), 1, 1, 1);
    module(spade, x -> spade.apply(x.get(0), x.get(1)), of(1, 1, 2, 2), of(1, 1, 4, 4));
    return tests;
  }

  @TestFactory
  List<DynamicTest> poolingAndRegularisation() {
    layer(new MaxPool1d(2), 1, 2, 6);
    layer(new MaxPool2d(3, 2, 1), 1, 2, 5, 4);
    layer(new MaxPool3d(2), 1, 1, 2, 4, 2);
    layer(new AvgPool1d(3, 2, 1), 1, 2, 6);
    layer(new AvgPool2d(3, 2, 1), 1, 2, 5, 4);
    layer(new AvgPool3d(2), 1, 1, 2, 4, 2);
    layer(new AdaptiveAvgPool1d(3), 1, 2, 5);
    layer(new AdaptiveAvgPool2d(2, 3), 1, 2, 5, 4);
    layer(new AdaptiveMaxPool2d(2, 3), 1, 2, 5, 4);
    layer(new FractionalMaxPool2d(2, 0.6), 1, 2, 6, 5);
    layer(new SpatialPyramidPooling(3, 2, 1), 1, 2, 5, 4);
    layer(new BedOfNails(2), 1, 2, 2, 3);
    MaxPool2d pool = new MaxPool2d(2);
    module(new MaxUnpool2d(2), x -> {
      Pooling.WithIndices pooled = pool.applyWithIndices(x.get(0));
      return new MaxUnpool2d(2).apply(pooled.values(), pooled.indices());
    }, of(1, 2, 4, 4));
    layer(new Upsample(2), 1, 2, 2, 3);
    layer(new Upsample(2, "bicubic"), 1, 1, 3, 3);
    layer(new Upsample(of(5, 4), "bilinear", true), 1, 2, 2, 3);
    layer(new PixelShuffle(2), 1, 4, 2, 2);
    layer(new PixelUnshuffle(2), 1, 1, 4, 2);
    layer(new Pad2d(1, PaddingMode.CIRCULAR), 1, 2, 2, 3);
    layer(new Dropout(0.4), 3, 4);
    layer(new Dropout2d(0.5), 2, 3, 2, 2);
    layer(new StochasticDepth(0.5), 4, 3);
    layer(new GaussianNoise(0.3), 2, 3);
    return tests;
  }

  @TestFactory
  List<DynamicTest> sequences() {
    RecurrentOptions both = RecurrentOptions.DEFAULT.layers(2).bidirectional(true);
    RNN rnn = new RNN(2, 2, RNN.Nonlinearity.TANH, both);
    module(rnn, x -> rnn.apply(x.get(0), x.get(1)).output(), of(3, 2, 2), of(4, 2, 2));
    GRU gru = new GRU(2, 2, both.bidirectional(false).dropout(0.3));
    module(gru, x -> gru.apply(x.get(0)).output(), of(3, 2, 2));
    LSTM lstm = new LSTM(2, 3, both.projection(2).layers(1));
    module(lstm, x -> lstm.apply(PackedSequence.pack(x.get(0), of(2, 3), false)).output().unpack(false), of(3, 2, 2));
    RNNCell rnnCell = new RNNCell(2, 3, RNN.Nonlinearity.RELU);
    module(rnnCell, x -> rnnCell.apply(x.get(0), x.get(1)), of(2, 2), of(2, 3));
    GRUCell gruCell = new GRUCell(2, 3);
    module(gruCell, x -> gruCell.apply(x.get(0)), of(2, 2));
    LSTMCell lstmCell = new LSTMCell(2, 3);
    module(lstmCell, x -> lstmCell.apply(x.get(0)).c(), of(2, 2));
    Embedding embedding = new Embedding(4, 2);
    module(embedding, x -> embedding.apply(Tensors.of(new long[] {1, 3, 1, 0}, 2, 2)));
    EmbeddingBag bag = new EmbeddingBag(4, 2);
    module(bag, x -> bag.apply(Tensors.of(new long[] {1, 3, 1, 0}), Tensors.of(new long[] {0, 3})));
    MultiheadAttention attention = new MultiheadAttention(4, 2);
    module(attention, x -> attention.apply(x.get(0), x.get(1), x.get(1)), of(1, 2, 4), of(1, 3, 4));
    TransformerOptions small = TransformerOptions.of(2, 1).hidden(3);
    layer(new TransformerEncoderLayer(small), 1, 3, 2);
    TransformerDecoderLayer decoder = new TransformerDecoderLayer(small.normFirst(true));
    module(decoder, x -> decoder.apply(x.get(0), x.get(1)), of(1, 2, 2), of(1, 3, 2));
    return tests;
  }
}
