package dev.fovea.models.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.explain.AttentionRollout.Fusion;
import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.Test;

class AttentionTest {
  private static Layer network(String name) {
    Layer network = Models.classifier(name, ModelConfig.of("img_size", 24).with("patch_size", 8).with("depth", 3)
        .with("num_heads", 2).with("embed_dim", 8).with("num_classes", 3));
    network.eval();
    return network;
  }

  /** Attention of queries and keys that are the values of a picture (n, 1, h, w), in windows of two columns. */
  private static final class Windows extends Layer {
    private final AttentionKernel kernel = child("kernel", new AttentionKernel());

    @Override
    protected Tensor forward(Tensor x) {
      long n = x.size(0);
      long columns = x.size(3) / 2;
      Tensor windows = x.squeeze(1).unflatten(2, columns, 2).transpose(1, 2).reshape(n * columns, 1, -1, 1);
      KeyPlaces places = new KeyPlaces(0, (values, height, width) -> values
          .unflatten(0, n, columns).unflatten(2, height, 2).transpose(1, 2).reshape(n, height, 2 * columns, -1));
      return kernel.apply(windows, windows, windows, places);
    }
  }

  @Test
  void theClassTokensRowSumsToLessThanOneOverTheGrid() {
    for (String name : new String[] {"vit_tiny_patch16_224", "deit_tiny_distilled_patch16_224",
        "cpvt_tiny_patch16_224"}) {
      try (Layer network = network(name); Scope scope = Scope.open()) {
        AttentionMaps maps = AttentionMaps.of(network, Tensors.rand(2, 3, 24, 24));
        assertThat(maps.layers()).extracting(AttentionMaps.Attended::layer)
            .containsExactly("blocks.0.attn", "blocks.1.attn", "blocks.2.attn");
        assertThat(maps.last().map().shape()).containsExactly(2, 3, 3);
        double whole = maps.last().map().sum().item() / 2;
        assertThat(whole).isBetween(0.5, 0.9999);
        assertThat(scope.size()).isLessThan(8);
      }
    }
  }

  @Test
  void attentionIsWhatTheKernelComputes() {
    try (Layer network = network("vit_tiny_patch16_224"); Scope scope = Scope.open()) {
      Tensor images = Tensors.rand(1, 3, 24, 24);
      Tensor plain = network.apply(images);
      AttentionMaps.of(network, images);
      assertThat(network.apply(images).toFloats()).containsExactly(plain.toFloats());
    }
  }

  @Test
  void windowsComeBackToTheirPlaces() {
    try (Layer network = new Windows(); Scope scope = Scope.open()) {
      Tensor picture = Tensors.of(new double[] {0, 0, 0, 5, 0, 0, 0, 0}, 1, 1, 2, 4);
      float[] map = AttentionMaps.of(network, picture).last().map().toFloats();
      assertThat(map).hasSize(8);
      assertThat(map[0]).isCloseTo(0.25f, within(1e-6f));
      assertThat(map[3]).isGreaterThan(0.25f).isGreaterThan(map[2]).isGreaterThan(map[7]);
      assertThatThrownBy(() -> AttentionRollout.of(network, picture, Fusion.MEAN))
          .hasMessageContaining("all tokens").hasMessageContaining("kernel");
    }
  }

  /** By hand: two layers whose A is uniform over t tokens give ((J / t + I) / 2)^2 = (3 J / t + I) / 4. */
  @Test
  void rolloutMultipliesLayersWithTheirResiduals() {
    try (Layer network = Models.classifier("vit_tiny_patch16_224", ModelConfig.of("img_size", 16).with("patch_size", 8)
        .with("depth", 2).with("num_heads", 1).with("embed_dim", 4)); Scope scope = Scope.open()) {
      network.stateDict().forEach((name, value) -> {
        if (name.contains("qkv")) {
          value.detach().zero_();
        }
      });
      for (Fusion fusion : Fusion.values()) {
        Tensor map = AttentionRollout.of(network, Tensors.rand(1, 3, 16, 16), fusion);
        assertThat(map.shape()).containsExactly(1, 2, 2);
        assertThat(map.toDoubles()).containsExactly(new double[] {0.15, 0.15, 0.15, 0.15}, within(1e-6));
      }
    }
  }

  @Test
  void aNetworkWithoutAttentionIsAnError() {
    try (Layer network = Models.classifier("lenet5"); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> AttentionMaps.of(network, Tensors.rand(1, 1, 32, 32)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no attention");
    }
  }
}
