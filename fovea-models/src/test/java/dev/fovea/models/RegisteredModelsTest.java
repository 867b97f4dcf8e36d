package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.classification.ResNet;
import dev.fovea.models.generative.DdpmUNet;
import dev.fovea.models.language.CharRnn;
import dev.fovea.models.transformers.DistilledVisionTransformer;
import dev.fovea.models.transformers.SwinBackbone;
import dev.fovea.models.transformers.SwinConfig;
import dev.fovea.models.transformers.SwinTransformerV2;
import dev.fovea.models.transformers.TorchvisionVit;
import dev.fovea.models.transformers.VitConfig;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every registered network builds, has the stated number of parameters and runs. */
@Isolated
class RegisteredModelsTest {
  private static final long LARGE = 30_000_000;

  static Stream<String> small() {
    return Models.entries().stream().filter(entry -> entry.parameters() < LARGE).map(ModelEntry::name);
  }

  static Stream<String> large() {
    return Models.entries().stream().filter(entry -> entry.parameters() >= LARGE).map(ModelEntry::name);
  }

  /** Those that can be made smaller so that the whole can be added up. */
  static Stream<String> largeStacks() {
    return Models.entries().stream().filter(entry -> entry.parameters() >= LARGE)
        .filter(entry -> entry.defaults() instanceof ResNet.Config
            || isotropic(entry) || inStages(entry) && entry.parameters() < 3 * LARGE).map(ModelEntry::name);
  }

  @ParameterizedTest
  @MethodSource("small")
  void buildsAndRuns(String name) {
    check(name);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("large")
  void largeOnesBuildAndRun(String name) {
    check(name);
  }

  /** Large networks with two blocks a stage: further blocks have as many parameters as the second. */
  @ParameterizedTest
  @MethodSource("largeStacks")
  void largeOnesAddUp(String name) {
    ModelEntry<?> entry = Models.entry(name);
    if (entry.defaults() instanceof ResNet.Config config) {
      try (Module network = entry.create(ModelConfig.of("layers", List.of(2, 2, 2, 2)))) {
        long count = network.parameterCount();
        for (int stage = 1; stage <= 4; stage++) {
          count += (config.layers().get(stage - 1) - 2) * parameters(network, "layer" + stage + ".1");
        }
        assertThat(count).isEqualTo(entry.parameters());
        run(entry, network, 64);
      }
    } else if (isotropic(entry)) {
      String option = entry.defaults() instanceof TorchvisionVit ? "num_layers" : "depth";
      long layers = ((Number) ModelConfig.of(entry.defaults()).values().get(option)).longValue();
      try (Module network = entry.create(ModelConfig.of(option, 1))) {
        assertThat(network.parameterCount() + (layers - 1) * parameters(network, "blocks.0"))
            .isEqualTo(entry.parameters());
        run(entry, network, entry.inputShape().height());
      }
    } else if (inStages(entry)) {
      try (Module network = entry.create(ModelConfig.of("depths", List.of(2, 2, 2, 2)))) {
        List<?> depths = (List<?>) ModelConfig.of(entry.defaults()).values().get("depths");
        long count = network.parameterCount();
        for (int stage = 0; stage < depths.size(); stage++) {
          long further = ((Number) depths.get(stage)).longValue() - 2;
          count += further * parameters(network, "layers." + stage + ".blocks.1");
        }
        assertThat(count).isEqualTo(entry.parameters());
        run(entry, network, 64);
      }
    }
  }

  @Test
  void entriesSayWhereTheyComeFrom() {
    for (ModelEntry<?> entry : Models.entries()) {
      assertThat(entry.paper().title()).isNotBlank();
      assertThat(entry.paper().authors()).isNotBlank();
      assertThat(entry.paper().url()).startsWith("https://");
      assertThat(entry.paper().year()).isBetween(1980, 2100);
      assertThat(entry.chapter()).isIn("classification", "generative", "language", "segmentation", "selfsupervised",
          "transformers");
      assertThat(entry.weights()).allMatch(weights -> weights.url().matches(".*\\.(pth|pth\\.tar|safetensors)")
          && !weights.licence().isBlank());
    }
  }

  /** Whether all its blocks have the size of the first. */
  private static boolean isotropic(ModelEntry<?> entry) {
    return entry.defaults() instanceof TorchvisionVit || entry.defaults() instanceof VitConfig
        || entry.defaults() instanceof DistilledVisionTransformer.Config;
  }

  /** Whether the blocks of a stage are alike and {@code depths} says how many there are. */
  private static boolean inStages(ModelEntry<?> entry) {
    return entry.defaults() instanceof SwinConfig || entry.defaults() instanceof SwinConfig.Torchvision
        || entry.defaults() instanceof SwinTransformerV2.Config || entry.defaults() instanceof SwinBackbone.Config;
  }

  private static void check(String name) {
    ModelEntry<?> entry = Models.entry(name);
    try (Module network = entry.create(ModelConfig.DEFAULTS)) {
      assertThat(network.parameterCount()).isEqualTo(entry.parameters());
      if (network instanceof CharRnn reader) {
        read(reader, entry.inputShape().channels());
        return;
      }
      InputShape input = entry.inputShape();
      run(entry, network, entry.chapter().equals("transformers") ? input.height() : Math.min(80, input.height()));
    }
  }

  private static void read(CharRnn network, int characters) {
    Scope.run(() -> {
      Tensor text = Tensors.of(new long[] {0, characters - 1}, 1, 2);
      assertThat(network.apply(text).logits().shape()).containsExactly(1, 2, characters);
    });
  }

  private static void run(ModelEntry<?> entry, Module network, int side) {
    network.eval();
    Scope.run(() -> {
      try (GradMode off = GradMode.noGrad()) {
        Tensor input = Tensors.rand(1, entry.inputShape().channels(), side, side);
        if (network instanceof SwinBackbone backbone) {
          assertThat(backbone.maps(input)).hasSize(4).allMatch(map -> Double.isFinite(map.sum().item()));
          return;
        }
        Tensor scores = network instanceof DdpmUNet unet ? unet.apply(input, Tensors.of(new long[] {9}))
            : ((Layer) network).apply(input);
        assertThat(scores.size(0)).isEqualTo(1);
        if (List.of("classification", "transformers").contains(entry.chapter())) {
          assertThat(scores.size(1)).isIn(10L, 100L, 1000L);
        }
        assertThat(Double.isFinite(scores.sum().item())).isTrue();
      }
    });
  }

  private static long parameters(Module network, String part) {
    return network.namedModules().get(part).parameterCount();
  }
}
