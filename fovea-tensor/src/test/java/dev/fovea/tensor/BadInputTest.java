package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.LossKernels.Reduction;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Input that native kernels would take at its word: an exception each time that says what was wrong. */
class BadInputTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static void fails(ThrowingCallable call, String... words) {
    assertThatThrownBy(call).isInstanceOf(TensorException.class).hasMessageContainingAll(words)
        .hasMessageNotContaining("frame #");
  }

  private static long[] longs(long... values) {
    return values;
  }

  @Test
  void classesAndLengthsOfCtc() {
    Tensor x = Tensors.randn(6, 2, 4).logSoftmax(2);
    fails(() -> LossKernels.ctc(x, Tensors.of(longs(1, 2, 3, 99), 2, 2), longs(6, 6), longs(2, 2), 0, Reduction.MEAN,
        false), "ctc_loss", "[0, 4)", "99", "sample 1");
    fails(() -> LossKernels.ctc(x, Tensors.of(longs(1, 2, 3), 3), longs(6, 6), longs(2, 200), 0, Reduction.MEAN, false),
        "ctc_loss", "target length of sample 1", "200");
    fails(() -> LossKernels.ctc(x, Tensors.of(longs(1, 2), 2, 1), longs(60, 6), longs(1, 1), 0, Reduction.MEAN, false),
        "input length of sample 0", "60");
  }

  @Test
  void statesOfFusedOptimisers() {
    Tensor p = Tensors.ones(5, 3);
    Tensor one = Tensors.ones(1);
    fails(() -> FusedOptimizers.sgd(List.of(p), List.of(one), List.of(), 0, 0, 0.1, 0, false, true), "sgd", "gradients",
        "[1]", "[5, 3]");
    fails(() -> FusedOptimizers.sgd(List.of(p), List.of(p), List.of(), 0, 0.9, 0.1, 0, false, true), "momenta");
    fails(() -> FusedOptimizers.adam(List.of(p), List.of(p), List.of(one), List.of(p), List.of(), List.of(one), 0.1,
        0.9, 0.99, 0, 1e-8, false, false), "adam", "means");
    fails(() -> FusedOptimizers.adagrad(List.of(p), List.of(p), List.of(p), List.of(), 0.1, 0, 0, 1e-8), "steps");
    fails(() -> p.setGrad(one), "setGrad", "[5, 3]", "[1]");
  }

  @Test
  void windowsAndPlaces() {
    Tensor x = Tensors.randn(2, 3, 8, 8);
    Tensor w = Tensors.ones(4, 3, 3, 3);
    fails(() -> Convolutions.conv2d(x, w, null, longs(1, 2, 3), longs(0), longs(1), 1), "conv2d",
        "stride", "[1, 2, 3]");
    fails(() -> Convolutions.conv2d(x, w, null, longs(), longs(0), longs(1), 1), "conv2d", "stride");
    fails(() -> Convolutions.unfold(x, longs(2, 2, 2), longs(1), longs(0), longs(1)), "unfold", "kernel");
    fails(() -> Convolutions.embeddingBag(Tensors.of(longs(1, 2, 3)), Tensors.ones(5, 3),
        Tensors.of(longs(0, 3, 1)), 0), "embedding_bag", "offsets");
    fails(() -> Pooling.fractionalMaxPool2d(x, longs(2, 2), longs(4, 4), Tensors.full(1e9, DType.FLOAT32, 2, 3, 2)),
        "fractional_max_pool2d", "[0, 1)");
    fails(() -> Pooling.fractionalMaxPool2d(x, longs(0, 0), longs(4, 4), Tensors.rand(2, 3, 2)), "kernel");
    fails(() -> Convolutions.embeddingBag(Tensors.of(longs(1)), Tensors.ones(5, 3), Tensors.of(longs(0)), 9), "mode");
    fails(() -> Sampling.interpolate(Tensors.ones(4), 2.0, "nearest", false), "interpolate", "float32[4]");
    fails(() -> Sampling.interpolate(x, longs(4), "area", false), "interpolate", "got 1");
    fails(() -> Sampling.interpolate(x, Double.NaN, "bilinear", false), "interpolate", "NaN");
    fails(() -> Sampling.interpolate(x, longs(0, 0), "bilinear", false), "upsample_bilinear2d", "[2, 3, 8, 8]");
    fails(() -> x.gelu("fast"), "gelu", "fast");
    fails(() -> Convolutions.embedding(Tensors.of(longs(7)), Tensors.ones(5, 3), -1), "embedding", "[5, 3]");
    fails(() -> Tensors.zeros(1L << 50), "zeros");
    fails(() -> Tensors.of(new float[3], -1, -3), "[-1, -3]");
    assertThat(Tensors.empty(DType.FLOAT32, 0).dataPtr()).isZero();
  }

  @Test
  void shapesOfRecurrentKernels() {
    Recurrent.Shape shape = new Recurrent.Shape(1, true, 0, false, false, true);
    List<Tensor> weights = List.of(Tensors.ones(20, 4), Tensors.ones(20, 5), Tensors.ones(20), Tensors.ones(20));
    Tensor x = Tensors.ones(1, 3, 4);
    Tensor h = Tensors.zeros(1, 1, 5);
    assertThat(Recurrent.lstm(x, h, h, weights, shape).output().shape()).containsExactly(1, 3, 5);
    fails(() -> Recurrent.lstm(Tensors.ones(1, 3, 9), h, h, weights, shape), "lstm", "weight 0", "[20, 9]", "[20, 4]");
    Tensor wide = Tensors.zeros(1, 1, 9);
    fails(() -> Recurrent.lstm(x, wide, wide, weights, shape), "lstm", "[36, 4]");
    Tensor many = Tensors.zeros(1, 7, 5);
    fails(() -> Recurrent.lstm(x, many, many, weights, shape), "state h", "[1, 1, 5]", "[1, 7, 5]");
    fails(() -> Recurrent.single("gru", x, h, weights, shape), "gru", "[15, 4]");
    fails(() -> Recurrent.single("sru", x, h, weights, shape), "sru");
    Recurrent.Packed none = new Recurrent.Packed(Tensors.ones(5, 4), Tensors.zeros(DType.INT64, 0));
    fails(() -> Recurrent.lstm(none, h, h, weights, shape), "lstm", "batch size");
  }

  @Test
  void indicesThatAreRepeatedWithoutACopy() {
    Tensor x = Tensors.ones(5, 64);
    Tensor index = Tensors.of(longs(2, 99), 2, 1).expand(2, 64);
    fails(() -> x.gather(0, index), "gather", "[0, 5)");
    fails(() -> x.scatterAdd(0, index, Tensors.ones(2, 64)), "scatter_add", "[0, 5)");
    fails(() -> x.takeAlongDim(Tensors.of(longs(55), 1, 1), 0), "take_along_dim", "[0, 5)");
    assertThat(x.takeAlongDim(Tensors.of(longs(4), 1, 1), 0).shape()).containsExactly(1, 64);
  }

  @Test
  void theLeastWholeNumberIsDivided() {
    Tensor x = Tensors.of(longs(7, -7, 6, -6, Long.MIN_VALUE));
    assertThat(x.div(Tensors.of(longs(2, 2, -3, 4, -1)), "trunc").toLongs())
        .containsExactly(3, -3, -2, -1, Long.MIN_VALUE);
    assertThat(x.div(-2.0, "trunc").toLongs()).containsExactly(-3, 3, -3, 3, Long.MIN_VALUE / -2);
  }

  @Test
  void operationsThatDoNotExistOrReturnOtherThings() {
    Tensor x = Tensors.ones(2);
    fails(() -> Op.of("aten::bogus").call(x), "bogus", "schema");
    fails(() -> Op.of("aten::split.Tensor").call(x, 1), "split", "one tensor");
    fails(() -> Op.of("aten::relu").callList(x), "relu", "list of tensors");
  }

  @Test
  void hooksAndCustomFunctionsMustReturnGradients() {
    Tensor x = Tensors.ones(3).requiresGrad_(true);
    Tensor y = x.mul(2.0);
    try (GradientHook hook = y.registerHook(g -> Tensors.ones(7))) {
      assertThatThrownBy(() -> y.sum().backward()).isInstanceOf(TensorException.class)
          .hasMessageContaining("registerHook").hasMessageContaining("[3]").hasMessageContaining("[7]");
    }
    CustomFunction wrong = new CustomFunction() {
      @Override
      public Tensor forward(List<Tensor> in) {
        return in.get(0).square();
      }

      @Override
      public List<Tensor> backward(List<Tensor> in, Tensor out, Tensor gradient) {
        return List.of(Tensors.ones(5));
      }
    };
    assertThatThrownBy(() -> wrong.apply(x).sum().backward()).isInstanceOf(TensorException.class)
        .hasMessageContaining("CustomFunction.backward").hasMessageContaining("[5]");
    try (GradMode off = GradMode.noGrad()) {
      assertThat(wrong.apply(x).requiresGrad()).isFalse();
    }
  }

  @Test
  void freedTensorsNameTheOperation() {
    Tensor freed = Tensors.ones(2);
    freed.close();
    assertThatThrownBy(() -> Tensors.cat(List.of(freed), 0)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cat").hasMessageContaining("freed");
    assertThatThrownBy(() -> FusedOptimizers.norms(List.of(freed), 2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Autograd.grad(List.of(freed), List.of(freed), null, false, false, false))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("grad");
  }

  @Test
  void closedScopesAndForeignThreadsAreRefused() throws Exception {
    Scope inner = Scope.open();
    inner.close();
    Tensor tensor = Tensors.ones(2);
    assertThatThrownBy(() -> inner.adopt(tensor)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("while it is open");
    assertThat(tensor.sum().item()).isEqualTo(2);
    AtomicReference<Throwable> error = new AtomicReference<>();
    try (GradMode off = GradMode.noGrad()) {
      Thread thread = new Thread(() -> {
        try {
          off.close();
        } catch (IllegalStateException e) {
          error.set(e);
        }
      });
      thread.start();
      thread.join();
      assertThat(GradMode.isEnabled()).isFalse();
    }
    assertThat(error.get()).hasMessageContaining("thread");
  }
}
