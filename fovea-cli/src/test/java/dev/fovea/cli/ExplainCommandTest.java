package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Image;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attention over a photograph, from weights in a file. */
class ExplainCommandTest {
  @TempDir static Path folder;
  private static Path weights;
  private static Path photo;

  @BeforeAll
  static void write() throws IOException {
    weights = folder.resolve("vit.safetensors");
    try (Layer network = Models.classifier("vit_tiny_patch16_224", ModelConfig.DEFAULTS)) {
      Safetensors.write(weights, network.stateDict(), Map.of());
    }
    photo = folder.resolve("photo.png");
    new Image(300, 200, 3).write(photo);
  }

  private static Cli explain(Object... words) {
    List<Object> all = new ArrayList<>(List.of("explain", "--model", "vit_tiny_patch16_224", "--weights", weights,
        "--out", folder, photo));
    all.addAll(List.of(words));
    return Cli.run(all.toArray());
  }

  @Test
  void attentionAndRolloutAreDrawnOverWhatTheNetworkSees() throws IOException {
    assertThat(explain("--method", "attention", "--layer", "3").out()).contains("in blocks.3.attn");
    Image drawn = Image.read(folder.resolve("photo-attention.png"));
    assertThat(drawn.width()).isEqualTo(drawn.height()).isEqualTo(200);
    assertThat(explain("--method", "rollout", "--heads", "max", "--json").out()).contains("\"layers\"", "rollout");
    assertThat(Image.read(folder.resolve("photo-rollout.png")).width()).isEqualTo(200);
    explain("--method", "attention", "--layer", "all");
    assertThat(Image.read(folder.resolve("photo-attention.png")).width()).isGreaterThan(800);
  }

  @Test
  void mistakesAreNamed() {
    assertThat(explain("--method", "attention", "--layer", "12").err()).contains("0 to 11");
    assertThat(explain("--method", "attention", "--class", "1").err()).contains("--class says nothing");
    assertThat(explain("--method", "rollout", "--layer", "1").err()).contains("--layer says nothing");
    assertThat(explain("--method", "attention", "--layer", "first").err()).contains("last or all");
  }
}
