package dev.fovea.models.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.LoadReport;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints under the names of other publishers. Cards under {@code layouts/} hold the names of timm's own networks,
 * and of what the other repositories define, with what they compute from weights that follow from those names.
 */
class PublishedLayoutsTest {
  private static final Path CARDS = Path.of("src/test/resources/layouts");

  @TestFactory
  Stream<DynamicTest> aCheckpointUnderOtherNamesGivesTheSameScores() throws IOException {
    List<Path> cards = Parity.cards(List.of(CARDS));
    assertThat(cards).hasSize(11);
    return cards.stream().map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> {
      Card card = Card.read(path);
      try (Layer network = Models.classifier(card.model(), ModelConfig.of(card.config())); Scope scope = Scope.open();
          GradMode off = GradMode.inference()) {
        assertThat(Models.load(network, dict(state(card))).isComplete()).isTrue();
        assertThat(network.parameterCount()).isEqualTo(card.parameters());
        network.eval();
        Comparison comparison = new Comparison();
        comparison.output(card.outputs().get(0), network.apply(input(card)));
        assertThat(comparison.problems()).isEmpty();
        assertThat(comparison.worst().error()).isLessThan(5e-6);
      }
    }));
  }

  @Test
  void partsOfALargerNetworkAreFoundBehindTheirPrefix(@TempDir Path folder) throws IOException {
    Card card = Card.read(CARDS.resolve("timm_resnet.json"));
    try (Layer network = Models.classifier(card.model(), ModelConfig.of(card.config())); Scope scope = Scope.open()) {
      Map<String, Tensor> lightning = new LinkedHashMap<>();
      state(card).forEach((name, value) -> lightning.put("model." + name, value));
      assertThat(Models.load(network, dict(lightning)).isComplete()).isTrue();
      Map<String, Tensor> moco = new LinkedHashMap<>();
      state(card).forEach((name, value) -> {
        if (!name.startsWith("fc.")) {
          moco.put("encoder_q." + name, value.add(1));
          moco.put("encoder_k." + name, value.add(2));
        }
      });
      moco.put("queue", Tensors.rand(4, 4));
      Path file = folder.resolve("moco.safetensors");
      Safetensors.write(file, moco, Map.of());
      LoadReport report = Models.loadPartial(network, file);
      assertThat(report.missing()).extracting(LoadReport.Item::name).containsExactly("fc.weight", "fc.bias");
      assertThat(network.stateDict().get("conv1.weight").toFloats())
          .containsExactly(moco.get("encoder_q.conv1.weight").toFloats());
      assertThatThrownBy(() -> Models.load(network, file)).isInstanceOf(CheckpointException.class)
          .hasMessageContaining("fc.weight");
    }
  }

  @Test
  void aBackboneUnderOtherNamesMovesToOtherClasses(@TempDir Path folder) throws IOException {
    Card card = Card.read(CARDS.resolve("hugging_face_resnet18.json"));
    Path file = folder.resolve("hf.safetensors");
    ModelConfig config = ModelConfig.of(card.config()).with("num_classes", 7);
    try (Layer network = Models.classifier(card.model(), config); Scope scope = Scope.open()) {
      Map<String, Tensor> state = state(card);
      Safetensors.write(file, state, Map.of());
      LoadReport report = Models.loadPartial(network, file);
      assertThat(report.mismatched()).extracting(LoadReport.Mismatch::name).containsExactly("fc.weight", "fc.bias");
      assertThat(report.missing()).isEmpty();
      assertThat(report.unexpected()).isEmpty();
      assertThat(network.stateDict().get("layer2.0.downsample.0.weight").toFloats())
          .containsExactly(state.get("resnet.encoder.stages.1.layers.0.shortcut.convolution.weight").toFloats());
    }
  }

  @Test
  void timmsVggHasConvolutionsForLinearLayers() {
    try (Layer network = Models.classifier("vgg11", ModelConfig.of("init_weights", false)); Scope scope = Scope.open()) {
      Map<String, Tensor> timm = new LinkedHashMap<>();
      network.stateDict().forEach((name, value) -> timm.put(name
          .replace("classifier.0", "pre_logits.fc1").replace("classifier.3", "pre_logits.fc2")
          .replace("classifier.6", "head.fc"), value));
      timm.computeIfPresent("pre_logits.fc1.weight", (name, value) -> value.reshape(4096, 512, 7, 7));
      timm.computeIfPresent("pre_logits.fc2.weight", (name, value) -> value.reshape(4096, 4096, 1, 1));
      assertThat(timm).containsKeys("pre_logits.fc1.weight", "pre_logits.fc2.bias", "head.fc.weight", "features.0.bias");
      assertThat(Models.load(network, dict(timm)).isComplete()).isTrue();
    }
  }

  @Test
  void aCheckpointOfAnotherRegisteredNetworkIsCalledByItsName() {
    try (Layer network = Models.classifier("lenet5"); Layer other = Models.classifier("squeezenet1_1");
        Layer few = Models.classifier("squeezenet1_0", ModelConfig.of("num_classes", 4)); Scope scope = Scope.open()) {
      assertThatThrownBy(() -> Models.load(network, dict(other.stateDict()))).isInstanceOf(CheckpointException.class)
          .hasMessageEndingWith("It has as many trainable values as squeezenet1_1: try it as that.");
      assertThatThrownBy(() -> Models.load(other, dict(few.stateDict())))
          .hasMessageEndingWith("as squeezenet1_0 with num_classes=4: try it as that.");
      assertThatThrownBy(() -> Models.load(network, dict(new Linear(3, 2).stateDict())))
          .hasMessageNotContaining("as many");
    }
  }

  private static Map<String, Tensor> state(Card card) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (Fill.Entry entry : card.state()) {
      long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
      if (entry.filled()) {
        Tensor zeros = Tensors.zeros(shape);
        String leaf = entry.name().substring(entry.name().lastIndexOf('.') + 1);
        state.put(entry.name(), Fill.set_(zeros, entry.name(), Fill.rule(leaf, zeros, card.gain())));
      } else {
        state.put(entry.name(), Tensors.zeros(DType.INT64, shape));
      }
    }
    return state;
  }

  private static Tensor input(Card card) {
    Card.Input input = card.inputs().get(0);
    return Fill.tensor("input:" + input.name(), input.sizes());
  }

  private static StateDict dict(Map<String, Tensor> state) {
    return new StateDict(new LinkedHashMap<>(state), Map.of(), "test");
  }
}
