package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.nn.Module;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Against timm's ModelEmaV2 (v0.9.16) and ModelEmaV3 and byol-pytorch's EMA, over inputs of the parity rule. */
class MovingAverageTest {
  private static final class Weights extends Module {
    final Tensor weight = parameter("weight", Tensors.zeros(7));
    final Tensor count = buffer("count", Tensors.of(new long[] {0}));
  }

  /** Numbers in [-1, 1] that follow from a name: splitmix64 over its FNV-1a hash. */
  static float[] fill(String name, int count) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      long z = hash + (i + 1) * 0x9E3779B97F4A7C15L;
      z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      values[i] = (float) ((z >>> 11) * 0x1p-53 * 2 - 1);
    }
    return values;
  }

  private static float[] afterUpdates(MovingAverage.Options options, long[] steps) {
    float[] initial = fill("input:initial", 7);
    float[] models = fill("input:models", steps.length * 7);
    float[] rows = new float[steps.length * 7];
    try (Scope scope = Scope.open(); Weights network = new Weights()) {
      network.weight.detach().copy_(initial);
      try (MovingAverage average = new MovingAverage(network, options)) {
        for (int i = 0; i < steps.length; i++) {
          float[] row = java.util.Arrays.copyOfRange(models, i * 7, i * 7 + 7);
          network.weight.detach().copy_(row);
          network.count.fill_(i);
          average.updates(steps[i] - 1);
          average.update();
          System.arraycopy(average.stateDict().get("weight").toFloats(), 0, rows, i * 7, 7);
          assertThat(average.stateDict().get("count").itemLong()).isEqualTo(i);
        }
      }
    }
    return rows;
  }

  @Test
  void constantDecayIsTimmsSecondVersion() {
    float[] rows = afterUpdates(MovingAverage.Options.constant(0.99), new long[] {1, 2, 3, 4, 5});
    float[] first = {0.72701883f, -0.94042563f, -0.39711887f, -0.065659821f, -0.21231097f, -0.93560296f, -0.084473193f};
    float[] last = {0.70073789f, -0.90589792f, -0.39126602f, -0.063067622f, -0.18675287f, -0.9082014f, -0.099451192f};
    assertThat(java.util.Arrays.copyOf(rows, 7)).containsExactly(first, within(1e-6f));
    assertThat(java.util.Arrays.copyOfRange(rows, 28, 35)).containsExactly(last, within(1e-6f));
  }

  @Test
  void warmUpIsTimmsThirdVersion() {
    MovingAverage.Options options = new MovingAverage.Options(0.9999, true, 1, 2.0 / 3, 0, 2);
    long[] steps = {1, 2, 3, 4, 5, 6, 50, 1000};
    double[] decays = {0, 0, 0, 0.37003948, 0.51925014, 0.60314974, 0.92428664, 0.98998664};
    for (int i = 0; i < steps.length; i++) {
      assertThat(options.decayAt(steps[i])).isCloseTo(decays[i], within(1e-7));
    }
    float[] rows = afterUpdates(options, steps);
    float[] last = {-0.065408856f, 0.39131367f, 0.072467208f, -0.097894855f, 0.31722379f, -0.45160976f, 0.045309227f};
    assertThat(java.util.Arrays.copyOfRange(rows, 0, 4)).containsExactly(
        new float[] {0.22689575f, 0.85073024f, 0.40957794f, 0.85627776f}, within(1e-6f));
    assertThat(java.util.Arrays.copyOfRange(rows, 49, 56)).containsExactly(last, within(1e-6f));
  }

  @Test
  void aTargetFollowsAnOnlineNetwork() {
    try (Scope scope = Scope.open(); Weights target = new Weights(); Weights online = new Weights()) {
      target.weight.detach().fill_(1);
      online.weight.detach().fill_(3);
      online.count.fill_(5);
      MovingAverage.follow(target, online, 0.75);
      assertThat(target.weight.toFloats()).containsOnly(1.5f);
      assertThat(target.count.itemLong()).isZero();
    }
  }

  @Test
  void theAverageIsInUseOnlyUntilClosed() {
    try (Scope scope = Scope.open(); Weights network = new Weights()) {
      network.weight.detach().fill_(1);
      try (MovingAverage average = new MovingAverage(network, MovingAverage.Options.constant(0.5))) {
        network.weight.detach().fill_(3);
        average.update();
        try (Module.Closer use = average.use()) {
          assertThat(network.weight.toFloats()).containsOnly(2);
        }
        assertThat(network.weight.toFloats()).containsOnly(3);
        assertThat(average.stateDict().get("weight").toFloats()).containsOnly(2);
      }
    }
  }
}
