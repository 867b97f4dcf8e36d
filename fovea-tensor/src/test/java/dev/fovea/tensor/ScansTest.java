package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scans, comparisons of whole tensors, coordinates and what sorts into bins; values by hand. */
class ScansTest {
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
  void scansAndDifferences() {
    Tensor x = Tensors.of(new double[] {1, 3, 2});
    assertThat(x.cumsum(0).toDoubles()).containsExactly(1, 4, 6);
    assertThat(x.cummax(0).values().toDoubles()).containsExactly(1, 3, 3);
    assertThat(x.cummax(0).indices().toLongs()).containsExactly(0, 1, 1);
    assertThat(x.cummin(0).values().toDoubles()).containsExactly(1, 1, 1);
    assertThat(x.diff(0).toDoubles()).containsExactly(2, -1);
    assertThat(x.logcumsumexp(0).allClose(x.exp().cumsum(0).log(), 1e-12, 0)).isTrue();
    assertThat(x.logaddexp(x).allClose(x.add(Math.log(2)), 1e-12, 0)).isTrue();
  }

  @Test
  void comparisonsOfWholeTensors() {
    Tensor x = Tensors.of(new double[] {1, 2});
    assertThat(x.equal(x.clone())).isTrue();
    assertThat(x.equal(Tensors.of(new double[] {1, 2}, 1, 2))).isFalse();
    assertThat(x.allClose(x.add(1e-3), 0, 1e-2)).isTrue();
    assertThat(x.allClose(x.add(1e-3), 0, 1e-4)).isFalse();
    Tensor nan = Tensors.full(Double.NaN, DType.FLOAT64, 2);
    assertThat(nan.equal(nan)).isFalse();
    assertThat(nan.isclose(nan, 1, 1).toBooleans()).containsExactly(false, false);
    assertThat(x.isin(Tensors.of(new double[] {2, 5})).toBooleans()).containsExactly(false, true);
    assertThat(Tensors.of(new long[] {6}).bitwiseXor(Tensors.of(new long[] {3})).toLongs()).containsExactly(5);
  }

  @Test
  void coordinates() {
    List<Tensor> grid = Grids.meshgrid(Tensors.arange(2), Tensors.arange(3));
    assertThat(grid.get(0).toLongs()).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(grid.get(1).toLongs()).containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(Grids.cartesianProd(Tensors.arange(2), Tensors.arange(2)).toLongs())
        .containsExactly(0, 0, 0, 1, 1, 0, 1, 1);
    assertThat(Grids.trilIndices(2, 2, 0).toLongs()).containsExactly(0, 1, 1, 0, 0, 1);
    assertThat(Grids.triuIndices(2, 2, 1).toLongs()).containsExactly(0, 1);
  }

  @Test
  void binsSplitsAndReductions() {
    Tensor x = Tensors.of(new double[] {0.5, 1, 7, Double.NaN});
    assertThat(x.slice(0, 0, 3).bucketize(Tensors.of(new double[] {1, 2}), false).toLongs()).containsExactly(0, 0, 2);
    assertThat(x.slice(0, 0, 3).bucketize(Tensors.of(new double[] {1, 2}), true).toLongs()).containsExactly(0, 1, 2);
    assertThat(x.nansum(new int[] {0}, false).item()).isEqualTo(8.5);
    assertThat(x.nanmean(new int[] {0}, true).toDoubles()).containsExactly(8.5 / 3);
    Tensor n = Tensors.of(new long[] {7, -7});
    assertThat(n.floorDivide(Tensors.of(new long[] {2})).toLongs()).containsExactly(3, -4);
    assertThat(n.remainder(Tensors.of(new long[] {4})).toLongs()).containsExactly(3, 1);
    assertThat(Tensors.arange(5).tensorSplit(new long[] {1, 4}, 0))
        .extracting(Tensor::numel).containsExactly(1L, 3L, 1L);
    assertThat(n.diag(0).toLongs()).containsExactly(7, 0, 0, -7);
    assertThat(Tensors.zeros(2).scatterReduce(0, Tensors.of(new long[] {1, 1}), Tensors.of(new float[] {3, 5}), "amax",
        true).toFloats()).containsExactly(0, 5);
    assertThat(n.indexFill(0, Tensors.of(new long[] {1}), 9).toLongs()).containsExactly(7, 9);
  }
}
