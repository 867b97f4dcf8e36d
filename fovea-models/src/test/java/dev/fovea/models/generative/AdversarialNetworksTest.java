package dev.fovea.models.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.nn.loss.GradientPenalty;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generators and critics of other sizes than the cards', and input that does not fit. */
class AdversarialNetworksTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
    Generator.seedAll(3);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64, 128})
  void dcganOfEverySize(int size) {
    try (Dcgan.Generator generator = new Dcgan.Generator(new Dcgan.GeneratorConfig(6, 4, 2, size));
        Dcgan.Discriminator critic =
            new Dcgan.Discriminator(new Dcgan.DiscriminatorConfig(4, 2, size, Dcgan.NormLayer.BATCH))) {
      Tensor noise = Tensors.randn(3, 6);
      generator.eval();
      Tensor images = generator.apply(noise);
      assertThat(images.shape()).containsExactly(3, 2, size, size);
      assertThat(images.abs().max().item()).isLessThanOrEqualTo(1);
      assertThat(generator.apply(noise.reshape(3, 6, 1, 1)).equal(images)).isTrue();
      assertThat(generator.apply(noise.narrow(0, 1, 1)).allClose(images.narrow(0, 1, 1), 1e-4, 1e-6)).isTrue();
      critic.eval();
      assertThat(critic.scores(images).shape()).containsExactly(3);
      assertThat(critic.scores(images).sigmoid().equal(critic.apply(images))).isTrue();
    }
  }

  /** A block less for each halving: its channels and the places of the others stay. */
  @Test
  void aSmallerPictureLeavesOutABlock() {
    try (Module large = Models.create("dcgan_generator");
        Module small = Models.create("dcgan_generator", ModelConfig.of("image_size", 32))) {
      assertThat(large.stateDict().get("main.0.weight").shape()).containsExactly(100, 512, 4, 4);
      assertThat(small.stateDict().get("main.0.weight").shape()).containsExactly(100, 256, 4, 4);
      assertThat(small.stateDict().get("main.9.weight").shape()).containsExactly(64, 3, 4, 4);
      assertThat(small.stateDict()).doesNotContainKey("main.12.weight");
    }
  }

  @Test
  void weightsStartAsThePaperSays() {
    try (Module generator = Models.create("dcgan_generator")) {
      Tensor weight = generator.stateDict().get("main.3.weight").detach();
      assertThat(weight.std().item()).isCloseTo(0.02, within(2e-4));
      assertThat(weight.mean().item()).isCloseTo(0, within(1e-4));
      Tensor scale = generator.stateDict().get("main.1.weight").detach();
      assertThat(scale.mean().item()).isCloseTo(1, within(5e-3));
      assertThat(scale.std().item()).isCloseTo(0.02, within(4e-3));
    }
  }

  /** What a gradient penalty asks for: gradients of gradients, and samples that know nothing of each other. */
  @ParameterizedTest
  @EnumSource(value = Dcgan.NormLayer.class, names = {"LAYER", "INSTANCE", "NONE"})
  void criticsForAPenaltyJudgeEachPictureAlone(Dcgan.NormLayer norm) {
    try (Dcgan.Discriminator critic = new Dcgan.Discriminator(new Dcgan.DiscriminatorConfig(4, 1, 16, norm))) {
      Tensor real = Tensors.randn(4, 1, 16, 16);
      Tensor scores = critic.scores(real);
      assertThat(critic.scores(real.narrow(0, 2, 1)).allClose(scores.narrow(0, 2, 1), 1e-4, 1e-6)).isTrue();
      GradientPenalty.WGAN_GP.apply(critic::scores, real, Tensors.randn(4, 1, 16, 16)).backward();
      assertThat(critic.stateDict().get("main.0.weight").grad().abs().sum().item()).isPositive();
      assertThat(critic.stateDict().keySet()).contains("main.2.weight", "main.5.weight");
      assertThat(critic.stateDict().containsKey("main.2.bias")).isEqualTo(norm == Dcgan.NormLayer.NONE);
    }
  }

  @Test
  void ganOfEverySize() {
    try (Gan.Generator generator = new Gan.Generator(new Gan.GeneratorConfig(5, 16, 3, 9));
        Gan.Discriminator critic = new Gan.Discriminator(new Gan.DiscriminatorConfig(8, 3, 0.5, 3, 9))) {
      Tensor images = generator.apply(Tensors.randn(4, 5));
      assertThat(images.shape()).containsExactly(4, 3, 9, 9);
      assertThat(images.abs().max().item()).isLessThanOrEqualTo(1);
      assertThat(critic.scores(images).equal(critic.scores(images))).as("dropout in training").isFalse();
      critic.eval();
      assertThat(critic.scores(images).sigmoid().equal(critic.apply(images))).isTrue();
      assertThat(critic.stateDict().keySet()).containsExactly("main.0.weight", "main.0.bias", "main.3.weight",
          "main.3.bias", "main.6.weight", "main.6.bias");
    }
  }

  @Test
  void patchesSeeSeventyPixels() {
    try (Layer critic = Models.create("patchgan_basic", ModelConfig.DEFAULTS, Layer.class)) {
      critic.eval();
      Tensor image = Tensors.zeros(1, 3, 256, 256);
      Tensor before = critic.apply(image);
      assertThat(before.shape()).containsExactly(1, 1, 30, 30);
      Tensor changed = image.clone();
      changed.narrow(2, 128, 1).narrow(3, 128, 1).fill_(9);
      assertThat(critic.apply(changed).ne(before).sum(3).gt(0).sum().item()).as("rows that see a pixel")
          .isBetween(8.0, 9.0);
    }
  }

  @Test
  void theReferencesSpellingOfItsOptionsIsUnderstood() {
    try (Module critic = Models.create("patchgan_n_layers", ModelConfig.parse(java.util.List.of("n_layers_D=2")))) {
      assertThat(critic.stateDict()).containsKey("model.8.bias").doesNotContainKey("model.11.bias");
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new Dcgan.GeneratorConfig(100, 64, 3, 28)).hasMessageContaining("image_size")
        .hasMessageContaining("28");
    assertThatThrownBy(() -> new Dcgan.DiscriminatorConfig(0, 3, 32, Dcgan.NormLayer.NONE)).hasMessageContaining("ndf");
    assertThatThrownBy(() -> new Gan.DiscriminatorConfig(8, 2, 1, 1, 8)).hasMessageContaining("dropout");
    assertThatThrownBy(() -> new PatchGan.Config(3, 8, 0, PatchGan.NormLayer.NONE)).hasMessageContaining("n_layers_D");
    try (Dcgan.Generator generator = new Dcgan.Generator(new Dcgan.GeneratorConfig(6, 4, 1, 8));
        Dcgan.Discriminator critic =
            new Dcgan.Discriminator(new Dcgan.DiscriminatorConfig(4, 1, 8, Dcgan.NormLayer.NONE))) {
      assertThatThrownBy(() -> generator.apply(Tensors.randn(3, 7))).isInstanceOf(TensorException.class)
          .hasMessageContaining("(n, 6)").hasMessageContaining("[3, 7]");
      assertThatThrownBy(() -> critic.scores(Tensors.randn(3, 1, 16, 16))).isInstanceOf(TensorException.class)
          .hasMessageContaining("(n, 1, 8, 8)");
    }
  }
}
