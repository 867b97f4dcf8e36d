package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.ConvArithmetic.ReceptiveField;
import dev.fovea.nn.ConvArithmetic.Step;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvArithmeticTest {
  @ParameterizedTest
  @CsvSource({"7,3,1,0,1", "8,3,2,1,1", "9,5,3,2,1", "11,3,2,2,2", "6,2,2,0,1", "7,2,2,1,3"})
  void lengthsAreThoseOfTheLayers(long in, long kernel, long stride, long padding, long dilation) {
    Scope.run(() -> {
      ConvOptions options = ConvOptions.stride(stride).padding(padding).dilation(dilation);
      assertThat(new Conv1d(1, 1, kernel, options).apply(Tensors.zeros(1, 1, in)).size(2))
          .isEqualTo(ConvArithmetic.outputLength(in, kernel, stride, padding, dilation));
      assertThat(new ConvTranspose1d(1, 1, kernel, options).apply(Tensors.zeros(1, 1, in)).size(2))
          .isEqualTo(ConvArithmetic.transposedOutputLength(in, kernel, stride, padding, dilation, 0));
      if (padding <= kernel / 2) {
        MaxPool2d pool = new MaxPool2d(new long[] {kernel}, new long[] {stride}, new long[] {padding},
            new long[] {dilation}, true);
        assertThat(pool.apply(Tensors.zeros(1, 1, in, in)).size(2))
            .isEqualTo(ConvArithmetic.ceilOutputLength(in, kernel, stride, padding, dilation));
      }
    });
  }

  @Test
  void receptiveFieldOfAlexNetsConvolutions() {
    assertThat(ConvArithmetic.receptiveField(List.of(new Step(11, 4), new Step(3, 2), new Step(5, 1), new Step(3, 2),
        new Step(3, 1), new Step(3, 1), new Step(3, 1), new Step(3, 2)))).isEqualTo(new ReceptiveField(195, 32));
    assertThat(ConvArithmetic.receptiveField(List.of(new Step(3, 1, 1), new Step(3, 1, 2), new Step(3, 1, 4))))
        .isEqualTo(new ReceptiveField(15, 1));
  }

  @Test
  void countsAreThoseOfTheLayers() {
    Scope.run(() -> {
      Conv2d conv = new Conv2d(8, 12, 3, ConvOptions.DEFAULT.groups(4));
      assertThat(ConvArithmetic.parameters(8, 12, 9, 4, true)).isEqualTo(conv.parameterCount());
    });
    // ResNet-50's first convolution: 118 million multiply-adds at 224 x 224.
    assertThat(ConvArithmetic.multiplyAdds(3, 64, 49, 1, 112 * 112)).isEqualTo(118_013_952);
    // MobileNets, 2017, section 3.1: 1/N + 1/D^2 of a full convolution's cost.
    double part = (double) ConvArithmetic.separableMultiplyAdds(512, 512, 9, 14 * 14)
        / ConvArithmetic.multiplyAdds(512, 512, 9, 1, 14 * 14);
    assertThat(part).isEqualTo(1.0 / 512 + 1.0 / 9, within(1e-12));
  }
}
