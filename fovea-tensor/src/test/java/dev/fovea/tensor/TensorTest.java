package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor range(long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    return Tensors.arange(0, count, 1, DType.FLOAT32).view(shape);
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLEX64", "COMPLEX128"}, mode = EnumSource.Mode.EXCLUDE)
  void everyTypeTravelsToJavaAndBack(DType type) {
    Tensor tensor = Tensors.of(new float[] {0, 1, 1, 0}).to(type);
    assertThat(tensor.dtype()).isEqualTo(type);
    assertThat(tensor.toFloats()).containsExactly(0, 1, 1, 0);
    assertThat(tensor.toLongs()).containsExactly(0, 1, 1, 0);
    assertThat(DType.parse("torch." + type)).isEqualTo(type);
    ByteBuffer buffer = ByteBuffer.allocateDirect(4 * type.bytes()).order(ByteOrder.nativeOrder());
    tensor.read(buffer);
    buffer.flip();
    assertThat(Tensors.zeros(type, 4).write_(buffer).toFloats()).containsExactly(0, 1, 1, 0);
  }

  @Test
  void complexNumbersAreNotReadAsRealOnes() {
    Tensor complex = Tensors.complex(Tensors.of(new float[] {1, 2}), Tensors.of(new float[] {3, 4}));
    assertThatThrownBy(complex::toFloats).isInstanceOf(TensorException.class).hasMessageContaining("imag()");
    assertThat(complex.imag().toFloats()).containsExactly(3, 4);
  }

  @Test
  void arraysMustFillTheShape() {
    assertThatThrownBy(() -> Tensors.of(new float[5], 2, 3)).isInstanceOf(TensorException.class)
        .hasMessageContaining("5").hasMessageContaining("[2, 3]");
    assertThatThrownBy(() -> Tensors.zeros(2, 2).write_(ByteBuffer.allocate(3))).isInstanceOf(TensorException.class);
  }

  @Test
  void indexing() {
    Tensor x = range(3, 4);
    assertThat(x.get(1).toFloats()).containsExactly(4, 5, 6, 7);
    assertThat(x.select(1, -1).toFloats()).containsExactly(3, 7, 11);
    assertThat(x.slice(1, 0, 4, 2).toFloats()).containsExactly(0, 2, 4, 6, 8, 10);
    assertThat(x.index(Tensors.of(new long[] {2, 0}), Tensors.of(new long[] {1, 3})).toFloats()).containsExactly(9, 3);
    assertThat(x.index(null, Tensors.of(new long[] {1, 1})).shape()).containsExactly(3, 2);
    assertThat(x.index(x.select(1, 0).gt(3)).shape()).containsExactly(2, 4);
    x.indexPut_(Tensors.scalar(-1), Tensors.of(new long[] {0}), Tensors.of(new long[] {0}));
    assertThat(x.get(0).get(0).item()).isEqualTo(-1);
    assertThat(x.gather(1, Tensors.of(new long[] {3, 2, 1}, 3, 1)).toFloats()).containsExactly(3, 6, 9);
    assertThat(Tensors.zeros(2, 3).scatter_(1, Tensors.of(new long[] {2, 0}, 2, 1), 5).toFloats())
        .containsExactly(0, 0, 5, 5, 0, 0);
    assertThatThrownBy(() -> range(3, 4).get(7)).isInstanceOf(TensorException.class).hasMessageContaining("select");
  }

  @Test
  void viewsShareMemory() {
    Tensor x = range(2, 6);
    assertThat(x.view(3, 4).sharesMemoryWith(x)).isTrue();
    assertThat(x.t().isContiguous()).isFalse();
    assertThat(x.t().contiguous().sharesMemoryWith(x)).isFalse();
    x.view(12).get(0).fill_(9);
    assertThat(x.get(0).get(0).item()).isEqualTo(9);
    assertThat(x.clone().sharesMemoryWith(x)).isFalse();
    Tensor image = range(1, 2, 3, 3);
    assertThat(image.to(MemoryFormat.CHANNELS_LAST).isContiguous(MemoryFormat.CHANNELS_LAST)).isTrue();
  }

  @Test
  void oneChannelSaysItsOrderWithoutACopy() {
    Tensor grey = range(2, 1, 3, 4).requiresGrad_(true);
    Tensor last = grey.to(MemoryFormat.CHANNELS_LAST);
    assertThat(last.shape()).containsExactly(2, 1, 3, 4);
    assertThat(last.strides()).containsExactly(12, 1, 4, 1);
    assertThat(last.sharesMemoryWith(grey)).isTrue();
    assertThat(last.toFloats()).isEqualTo(grey.detach().toFloats());
    assertThat(last.to(MemoryFormat.CHANNELS_LAST).strides()).containsExactly(12, 1, 4, 1);
    Tensor maps = Convolutions.conv2d(last, Tensors.rand(5, 1, 3, 3), null);
    assertThat(maps.isContiguous(MemoryFormat.CHANNELS_LAST)).isTrue();
    last.mul(Tensors.full(3, DType.FLOAT32, 2, 1, 3, 4)).sum().backward();
    assertThat(grey.grad().toFloats()).containsOnly(3);
    Tensor turned = range(2, 1, 3, 4).transpose(2, 3);
    assertThat(turned.to(MemoryFormat.CHANNELS_LAST).toFloats()).isEqualTo(turned.toFloats());
  }

  @Test
  void arithmeticKeepsWholeNumbersWhole() {
    Tensor x = Tensors.of(new long[] {7, -7});
    assertThat(x.add(1).dtype()).isEqualTo(DType.INT64);
    assertThat(x.add(1.0).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(x.div(2.0, "floor").toLongs()).containsExactly(3, -4);
    assertThat(x.remainder(4).toLongs()).containsExactly(3, 1);
    assertThat(x.div(2).toDoubles()).containsExactly(3.5, -3.5);
  }

  @Test
  void reductions() {
    Tensor x = range(2, 3);
    assertThat(x.sum(0).toFloats()).containsExactly(3, 5, 7);
    assertThat(x.mean(new int[] {1}, true).shape()).containsExactly(2, 1);
    assertThat(x.max(1).indices().toLongs()).containsExactly(2, 2);
    assertThat(x.topk(2, 1).values().toFloats()).containsExactly(2, 1, 5, 4);
    assertThat(x.var(new int[] {1}, 0, false).toFloats()[0]).isEqualTo(2f / 3, within(1e-6f));
    assertThat(Tensors.of(new long[] {3, 1, 3}).unique().counts().toLongs()).containsExactly(1, 2);
    assertThat(x.quantile(0.5, 1, false).toFloats()).containsExactly(1, 4);
  }

  @Test
  void linearAlgebra() {
    Tensor a = Tensors.of(new double[] {4, 1, 1, 3}, 2, 2);
    Tensor b = Tensors.of(new double[] {1, 2}, 2, 1);
    assertThat(a.matmul(a.solve(b)).toDoubles()).containsExactly(new double[] {1, 2}, within(1e-12));
    assertThat(a.det().item()).isEqualTo(11, within(1e-12));
    LinearAlgebra.Svd svd = a.svd();
    assertThat(svd.u().matmul(svd.s().diagEmbed()).matmul(svd.vh()).toDoubles())
        .containsExactly(a.toDoubles(), within(1e-12));
    LinearAlgebra.Eigh eigh = a.eigh();
    assertThat(eigh.values().sum().item()).isEqualTo(7, within(1e-12));
    assertThat(a.fft2().ifft2().real().toDoubles()).containsExactly(a.toDoubles(), within(1e-12));
    assertThat(Tensors.einsum("ij,jk->ik", a, a).toDoubles()).containsExactly(a.mm(a).toDoubles(), within(1e-12));
  }

  @Test
  void convolutionsOfEveryKind() {
    Tensor x = range(1, 2, 5, 5);
    Tensor w = Tensors.ones(4, 2, 3, 3);
    long[] one = {1};
    long[] zero = {0};
    assertThat(Convolutions.conv2d(x, w, null, new long[] {2}, new long[] {1}, one, 1).shape())
        .containsExactly(1, 4, 3, 3);
    assertThat(Convolutions.conv2d(x, w, null, one, zero, new long[] {2}, 1).shape()).containsExactly(1, 4, 1, 1);
    assertThat(Convolutions.conv2d(x, Tensors.ones(2, 1, 3, 3), null, one, one, one, 2).shape())
        .containsExactly(1, 2, 5, 5);
    assertThat(Convolutions.conv2d(x, w, null, one, "same", one, 1).shape()).containsExactly(1, 4, 5, 5);
    assertThat(Convolutions.convTranspose2d(x, Tensors.ones(2, 3, 2, 2), null, new long[] {2}, zero, zero, 1, one)
        .shape()).containsExactly(1, 3, 10, 10);
    assertThat(Convolutions.conv2d(x.squeeze(0), w, null).shape()).containsExactly(4, 3, 3);
    assertThatThrownBy(() -> Convolutions.conv2d(Tensors.ones(1, 3, 5, 5), w, null))
        .isInstanceOf(TensorException.class).hasMessageContaining("conv2d").hasMessageContaining("[1, 3, 5, 5]");
    Tensor columns = Convolutions.unfold(x, new long[] {3}, one, zero, one);
    assertThat(columns.shape()).containsExactly(1, 18, 9);
    assertThat(Convolutions.fold(columns, new long[] {5, 5}, new long[] {3}, one, zero, one).shape())
        .containsExactly(1, 2, 5, 5);
  }

  @Test
  void poolingWithIndicesAndBack() {
    Tensor x = range(1, 1, 4, 4);
    Pooling.WithIndices pooled = Pooling.maxPool2dWithIndices(x, new long[] {2}, new long[] {2}, new long[] {0},
        new long[] {1}, false);
    assertThat(pooled.values().toFloats()).containsExactly(5, 7, 13, 15);
    assertThat(Pooling.maxUnpool2d(pooled.values(), pooled.indices(), new long[] {4, 4}).sum().item()).isEqualTo(40);
  }

  @Test
  void attentionFormsAgree() {
    Tensor q = Tensors.randn(2, 3, 5, 8);
    Tensor k = Tensors.randn(2, 3, 7, 8);
    Tensor v = Tensors.randn(2, 3, 7, 8);
    Tensor mask = Tensors.randn(5, 7).gt(-1);
    mask.select(1, 0).fill_(1);
    assertThat(Attention.attention(q, k, v, mask, 0, false, null).sub(Attention.plain(q, k, v, mask, 0, false, null))
        .abs().max().item()).isLessThan(1e-5);
    assertThat(Attention.attention(q, q, q, null, 0, true, 0.3).sub(Attention.plain(q, q, q, null, 0, true, 0.3))
        .abs().max().item()).isLessThan(1e-5);
  }

  @Test
  void generatorsRepeatAndContinue() {
    try (Generator first = new Generator(3); Generator second = new Generator(3)) {
      float[] numbers = Tensors.randn(first, 10).toFloats();
      assertThat(Tensors.randn(second, 10).toFloats()).containsExactly(numbers);
      Tensor state = first.getState();
      float[] next = Tensors.rand(first, 5).toFloats();
      first.setState(state);
      assertThat(Tensors.rand(first, 5).toFloats()).containsExactly(next);
      assertThat(Tensors.rand(second, 5).toFloats()).containsExactly(next);
    }
    Generator.seedAll(1);
    float[] masked = Tensors.ones(50).dropout(0.5, true).toFloats();
    Generator.seedAll(1);
    assertThat(Tensors.ones(50).dropout(0.5, true).toFloats()).containsExactly(masked);
  }

  @Test
  void autocastShortensProducts() {
    Tensor a = Tensors.randn(8, 8);
    try (Autocast cast = Autocast.on(Device.CPU, DType.BFLOAT16)) {
      assertThat(a.matmul(a).dtype()).isEqualTo(DType.BFLOAT16);
    }
    assertThat(a.matmul(a).dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void metaTensorsHaveShapesWithoutMemory() {
    Tensor x = Tensors.empty(DType.FLOAT32, Device.META, 1 << 20, 1 << 20);
    assertThat(x.t().sum(0).shape()).containsExactly(1 << 20);
    assertThat(x.toString()).contains("meta");
  }

  @Test
  void fusedAdamMatchesItsFormula() {
    Tensor p = Tensors.of(new float[] {1, -2});
    Tensor g = Tensors.of(new float[] {0.5f, 3});
    Tensor m = Tensors.zeros(2);
    Tensor v = Tensors.zeros(2);
    Tensor step = Tensors.ones(1);
    FusedOptimizers.adam(List.of(p), List.of(g), List.of(m), List.of(v), List.of(), List.of(step), 0.1, 0.9, 0.999, 0,
        1e-8, false, false);
    assertThat(p.toFloats()).containsExactly(new float[] {0.9f, -2.1f}, within(1e-5f));
  }

  @Test
  void linearMapsOfEverySizeAreProducts() {
    for (long[] shape : new long[][] {{200, 512}, {4, 50, 512}, {2, 2, 50, 512}, {1, 512}, {1, 1, 512}}) {
      Tensor x = Tensors.randn(shape).requiresGrad_(true);
      Tensor w = Tensors.randn(400, 512).requiresGrad_(true);
      Tensor b = Tensors.randn(400).requiresGrad_(true);
      Tensor shared = Convolutions.linear(x, w, b);
      Tensor plain = x.matmul(w.t()).add(b);
      assertThat(shared.shape()).containsExactly(plain.shape());
      assertThat(shared.sub(plain).abs().max().item()).isLessThan(1e-3);
      Tensor weights = Tensors.randnLike(plain);
      List<Tensor> first = Autograd.grad(shared.mul(weights).sum(), List.of(x, w, b));
      List<Tensor> second = Autograd.grad(plain.mul(weights).sum(), List.of(x, w, b));
      for (int i = 0; i < 3; i++) {
        assertThat(first.get(i).sub(second.get(i)).abs().max().item()).isLessThan(2e-3);
      }
    }
    Tensor transposed = Tensors.randn(512, 200).t();
    Tensor w = Tensors.randn(400, 512);
    assertThat(Convolutions.linear(transposed, w, null).sub(transposed.matmul(w.t())).abs().max().item())
        .isLessThan(1e-3);
  }
}
