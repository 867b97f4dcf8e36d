package dev.fovea.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.layers.UpsamplingWeight;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Convolutions;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UNetTest {
  private static final ModelConfig SMALL = ModelConfig.of("width", 4).with("n_classes", 5);

  @TempDir
  private Path folder;

  @Test
  void aBatchEqualsItsSinglePictures() {
    Generator.seedAll(1);
    try (Layer network = Models.create("unet", SMALL, Layer.class); Scope scope = Scope.open();
        GradMode off = GradMode.noGrad()) {
      network.eval();
      Tensor batch = Tensors.rand(3, 3, 32, 48);
      Tensor whole = network.apply(batch);
      for (int i = 0; i < 3; i++) {
        Tensor single = network.apply(batch.narrow(0, i, 1));
        assertThat(single.sub(whole.narrow(0, i, 1)).abs().max().item()).isLessThan(1e-5);
      }
    }
  }

  @Test
  void sidesOfAnyLengthFrom16On() {
    for (boolean bilinear : new boolean[] {false, true}) {
      try (Layer network = Models.create("unet", SMALL.with("bilinear", bilinear), Layer.class);
          Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
        network.eval();
        for (int side = 16; side < 34; side++) {
          Tensor scores = network.apply(Tensors.rand(1, 3, side, 49 - side));
          assertThat(scores.shape()).containsExactly(1, 5, side, 49 - side);
        }
        assertThatThrownBy(() -> network.apply(Tensors.rand(1, 3, 15, 40))).isInstanceOf(TensorException.class)
            .hasMessageContaining("16 or more").hasMessageContaining("15");
        assertThatThrownBy(() -> network.apply(Tensors.rand(3, 32, 32))).isInstanceOf(TensorException.class)
            .hasMessageContaining("(n, 3, height, width)");
      }
    }
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> Models.create("unet", ModelConfig.of("n_classes", 0))).hasMessageContaining("n_classes");
    assertThatThrownBy(() -> Models.create("unet", ModelConfig.of("width", 0))).hasMessageContaining("width");
    assertThatThrownBy(() -> Models.create("unet", ModelConfig.of("width", 5).with("bilinear", true)))
        .hasMessageContaining("even");
  }

  /**
   * The file was written by torch 1.13 as milesial's train.py does: the state dict with a list mask_values in it; of
   * a network of that project with 1 channel at the top, filled by the rule of the cards. The scores are torch's.
   */
  @Test
  void publishedFilesLoad() throws IOException {
    Path file = folder.resolve("checkpoint.pth");
    try (InputStream in = UNetTest.class.getResourceAsStream("unet-mask-values.pth")) {
      Files.copy(in, file);
    }
    ModelConfig config = ModelConfig.of("width", 1).with("n_channels", 1);
    try (Layer network = Models.create("unet", config, Layer.class); Scope scope = Scope.open();
        GradMode off = GradMode.noGrad()) {
      Models.load(network, file);
      network.eval();
      Tensor scores = network.apply(Tensors.ones(1, 1, 16, 16));
      assertThat(scores.get(0).select(1, 3).select(1, 5).toFloats()).containsExactly(
          new float[] {0.1208611f, -0.0785641f}, Offset.offset(1e-5f));
    }
  }

  @Test
  void maskValuesThatAreATensorAreDroppedToo() {
    Generator.seedAll(2);
    try (Module network = Models.create("unet", SMALL); Module other = Models.create("unet", SMALL);
        Scope scope = Scope.open()) {
      Map<String, Tensor> state = new LinkedHashMap<>(other.stateDict());
      state.put("mask_values", Tensors.of(new long[] {0, 1}, 2));
      Models.load(network, new StateDict(new LinkedHashMap<>(state), Map.of(), "here"));
      assertThat(network.stateDict().get("inc.double_conv.0.weight")
          .equal(other.stateDict().get("inc.double_conv.0.weight"))).isTrue();
    }
  }

  /** Away from the border, a transposed convolution with this weight is bilinear interpolation. */
  @Test
  void theUpsamplingWeightInterpolates() {
    Scope.run(() -> {
      Tensor x = Tensors.rand(1, 2, 6, 7);
      for (int factor : new int[] {2, 4}) {
        Tensor large = Convolutions.convTranspose2d(x, UpsamplingWeight.of(2, 2L * factor), null,
            new long[] {factor, factor}, new long[] {factor / 2, factor / 2}, new long[] {0, 0}, 1, new long[] {1, 1});
        Tensor expected = Sampling.interpolate(x, factor, "bilinear", false);
        assertThat(large.shape()).containsExactly(expected.shape());
        Tensor inner = large.sub(expected).narrow(2, factor, 4L * factor).narrow(3, factor, 5L * factor);
        assertThat(inner.abs().max().item()).isLessThan(1e-6);
      }
    });
    assertThatThrownBy(() -> UpsamplingWeight.of(0, 4)).hasMessageContaining("channels");
  }
}
