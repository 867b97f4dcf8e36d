package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Interpolation;
import dev.fovea.models.classification.LeNet5;
import dev.fovea.models.classification.ResNet;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.Safetensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  @Test
  void namesAreSortedAndMatchLoosely() {
    assertThat(Models.names()).isSorted().doesNotHaveDuplicates().contains("lenet5", "resnet18", "vit_b_16");
    assertThat(Models.entry("ResNet-18").name()).isEqualTo("resnet18");
    assertThat(Models.entry("squeezenet 1.0").name()).isEqualTo("squeezenet1_0");
    assertThat(Models.entry("vit-tiny").name()).isEqualTo("vit_t_16");
    assertThat(Models.find("resnet19")).isEmpty();
  }

  @Test
  void anUnknownNameIsAnErrorWithTheNearest() {
    assertThatThrownBy(() -> Models.entry("resnet19")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'resnet19'").hasMessageContaining("resnet18");
    assertThatThrownBy(() -> Models.entry("vit")).hasMessageContaining("vit_b_16");
  }

  @Test
  void aTakenNameCannotBeAdded() {
    ModelEntry<?> taken = new ModelEntry<>("Res-Net 18", List.of(), "classification", Models.entry("lenet").paper(),
        LeNet5.LENET5, LeNet5::new, config -> new InputShape(1, 32, 32), 1, List.of());
    assertThatThrownBy(() -> Models.register(taken)).hasMessageContaining("resnet18");
  }

  @Test
  void optionsReplaceDefaults() {
    ModelConfig config = ModelConfig.of("num_classes", 10).with("stem", "small").with("layers", List.of(1, 1, 1, 1));
    ResNet.Config resolved = (ResNet.Config) Models.entry("resnet18").resolve(config);
    assertThat(resolved.numClasses()).isEqualTo(10);
    assertThat(resolved.stem()).isEqualTo(ResNet.Stem.SMALL);
    assertThat(resolved.layers()).containsExactly(1, 1, 1, 1);
    assertThat(resolved.groups()).isEqualTo(1);
    assertThat(Models.entry("resnet18").inputShape(config)).isEqualTo(new InputShape(3, 32, 32));
  }

  @Test
  void theResolvedConfigurationGoesBackIntoOptions() {
    ResNet.Config resolved = (ResNet.Config) Models.entry("resnet50").resolve(ModelConfig.of("norm_eps", 0.001));
    Map<String, ?> values = ModelConfig.of(resolved).values();
    assertThat(values.get("norm_eps")).isEqualTo(0.001);
    assertThat(values.get("block")).isEqualTo("bottleneck");
    assertThat(Models.entry("resnet50").resolve(ModelConfig.of(values))).isEqualTo(resolved);
  }

  @Test
  void unknownOptionsAndWrongTypesAreErrors() {
    assertThatThrownBy(() -> Models.create("resnet18", ModelConfig.of("num_class", 10)))
        .hasMessageStartingWith("resnet18: unknown option 'num_class'; nearest: num_classes");
    assertThatThrownBy(() -> Models.create("resnet18", ModelConfig.of("num_classes", "ten")))
        .hasMessage("resnet18: num_classes: expected a whole number, got 'ten'");
    assertThatThrownBy(() -> Models.create("resnet18", ModelConfig.of("num_classes", 1.5)))
        .hasMessageContaining("expected a whole number, got '1.5'");
    assertThatThrownBy(() -> Models.create("resnet18", ModelConfig.of("num_classes", null)))
        .hasMessageContaining("expected a whole number, got null");
    assertThatThrownBy(() -> Models.create("resnet18", ModelConfig.of("stem", "large")))
        .hasMessageContaining("expected one of imagenet, small, got 'large'");
    ModelConfig numbers = ModelConfig.of("replace_stride_with_dilation", List.of(1, 0, 1));
    assertThatThrownBy(() -> Models.create("resnet50", numbers))
        .hasMessageContaining("expected true or false");
    assertThatThrownBy(() -> Models.create("resnet18", ModelConfig.of("groups", 2)))
        .hasMessageStartingWith("resnet18: block:");
    assertThatThrownBy(() -> Models.create("lenet5", ModelConfig.of("image_size", 28)))
        .hasMessageContaining("pad or enlarge");
  }

  @Test
  void optionsReadFromText() {
    ModelConfig config = ModelConfig.parse(
        List.of("num_classes=10", "stem=small", "layers=[1, 2,3,4]", "norm_eps=1e-3", "zero_init_residual=true",
            "replace_stride_with_dilation=None"));
    assertThat(config.values()).containsEntry("num_classes", 10L).containsEntry("stem", "small")
        .containsEntry("layers", List.of(1L, 2L, 3L, 4L)).containsEntry("norm_eps", 1e-3)
        .containsEntry("zero_init_residual", true).containsEntry("replace_stride_with_dilation", null);
    assertThat(((ResNet.Config) Models.entry("resnet18").resolve(config)).layers()).containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> ModelConfig.parse(List.of("stem"))).hasMessageContaining("name=value");
  }

  @Test
  void typedAccessChecksTheType() {
    try (Layer network = Models.classifier("lenet5")) {
      assertThat(network).isInstanceOf(LeNet5.class);
    }
    assertThatThrownBy(() -> Models.create("lenet5", ModelConfig.DEFAULTS, ResNet.class))
        .hasMessageContaining("LeNet5").hasMessageContaining("ResNet");
  }

  @Test
  void checkpointsCarryTheirPreprocessingAndClasses() {
    assertThat(Models.entry("resnet50").preprocessing()).isEqualTo(Preprocessing.imagenet(232, 224));
    assertThat(Models.entry("lenet5").preprocessing())
        .isEqualTo(new Preprocessing(32, 32, Interpolation.BILINEAR, List.of(0.5), List.of(0.5)));
    assertThat(Models.entry("lenet5").classNames()).isEmpty();
    List<String> classes = Models.entry("squeezenet1_0").classNames();
    assertThat(classes).hasSize(1000).startsWith("tench", "goldfish").endsWith("toilet tissue");
    for (ModelEntry<?> entry : Models.entries()) {
      for (Weights weights : entry.weights()) {
        assertThat(weights.classNames()).hasSize(1000);
        int side = entry.inputShape(weights.config()).height();
        assertThat(weights.preprocessing().crop()).as(entry.name() + " " + weights.name())
            .isBetween(side, side * 9 / 8);
      }
    }
  }

  @Test
  void checkpointsOfAnotherImageSizeOrOtherClassesLoad(@TempDir Path folder) {
    ModelConfig config = ModelConfig.of("num_layers", 1).with("hidden_dim", 6).with("mlp_dim", 8);
    Path file = folder.resolve("vit.safetensors");
    try (Layer large = Models.classifier("vit_t_16", config.with("image_size", 64).with("num_classes", 4));
        Layer small = Models.classifier("vit_t_16", config.with("image_size", 32).with("num_classes", 4));
        Layer other = Models.classifier("vit_t_16", config.with("image_size", 32).with("num_classes", 5))) {
      Safetensors.write(file, large.stateDict(), Map.of());
      assertThat(Models.load(small, file).isComplete()).isTrue();
      assertThat(small.stateDict().get("conv_proj.weight").toFloats())
          .containsExactly(large.stateDict().get("conv_proj.weight").toFloats());
      assertThatThrownBy(() -> Models.load(other, file)).hasMessageContaining("heads.head.weight");
      assertThat(Models.loadPartial(other, file).mismatched()).hasSize(2);
    }
  }

  @Test
  void editsAreCounted() {
    assertThat(Nearest.edits("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.edits("", "abc")).isEqualTo(3);
    assertThat(Nearest.to("resnet81", Arrays.asList("vit", "resnet18", "lenet"))).first().isEqualTo("resnet18");
  }
}
