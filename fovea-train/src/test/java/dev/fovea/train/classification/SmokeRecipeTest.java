package dev.fovea.train.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Datasets;
import dev.fovea.models.InputShape;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.models.Paper;
import dev.fovea.models.layers.Chain;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Precision;
import dev.fovea.train.recipe.RecipeException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one recipe for all classifiers: which pictures they get, and what is said of what they learn. */
class SmokeRecipeTest {
  private static final Datasets.Options DATA = Datasets.Options.defaults().offline();

  /** A network of two branches, each with pictures and patches of its own size. */
  static final class TwoBranches extends Layer {
    record Config(List<Integer> imgSize, List<Integer> patchSize, int numClasses, int inChans) {}

    private final Config config;
    private final Flatten flatten = new Flatten();
    private final Linear head;

    TwoBranches(Config config) {
      this.config = config;
      int side = config.imgSize.get(0);
      this.head = child("head", new Linear((long) config.inChans * side * side, config.numClasses));
    }

    @Override
    protected Tensor forward(Tensor x) {
      for (int i = 0; i < 2; i++) {
        if (config.imgSize.get(i) % config.patchSize.get(i) != 0) {
          throw new IllegalArgumentException("a branch of " + config + " cuts patches in two");
        }
      }
      return Chain.of(x, flatten, head);
    }
  }

  @BeforeAll
  static void register() {
    if (Models.find("smoke_two_branches").isEmpty()) {
      Models.register(new ModelEntry<>("smoke_two_branches", List.of(), "transformers",
          new Paper("Two branches", "Nobody", 2000, "nowhere", "https://example.org"),
          new TwoBranches.Config(List.of(240, 224), List.of(12, 16), 10, 3), TwoBranches::new,
          c -> new InputShape(c.inChans, c.imgSize.get(0), c.imgSize.get(0)), 1728010, List.of()));
    }
  }

  private static ClassificationRecipe smoke(String model, String... changes) {
    return SmokeRecipe.of(Models.entry(model), "digits", List.of(changes));
  }

  @ParameterizedTest
  @CsvSource({"resnet18, 32", "squeezenet1_1, 32", "lenet, 32", "nin_cifar10, 32", "inception_v3, 80", "vit_t_16, 64",
    "smoke_two_branches, 60"})
  void picturesAreAsSmallAsTheNetworkTakesThem(String model, int side) {
    ClassificationRecipe recipe = smoke(model);
    assertThat(recipe.data().crop()).isEqualTo(side);
    assertThat(recipe.data().resize()).isEqualTo(side);
  }

  @Test
  void sizesInTheConfigurationFollow() {
    assertThat(smoke("vit_t_16").model().config()).containsEntry("image_size", 64);
    assertThat(smoke("smoke_two_branches").model().config()).containsEntry("img_size", List.of(60, 64));
    assertThat(smoke("fractalnet").model().config()).doesNotContainKey("data_shape");
    assertThat(smoke("resnet18").model().config()).isEmpty();
    assertThat(smoke("googlenet").model().config()).isEmpty();
    assertThat(smoke("inception_v3").model().config()).containsEntry("aux_logits", false);
  }

  @Test
  void runningStatisticsKeepUpWithFewSteps() {
    assertThat(smoke("efficientnet_b5", "data.crop=32").model().config()).containsEntry("norm_momentum", 0.1);
    assertThat(smoke("efficientnet_b5", "data.crop=32", "model.config.norm_momentum=0.02").model().config())
        .containsEntry("norm_momentum", 0.02);
    assertThat(smoke("efficientnet_b0", "data.crop=32").model().config()).isEmpty();
  }

  @Test
  void whatIsAskedForComesFirst() {
    ClassificationRecipe recipe = smoke("vit_t_16", "model.config.image_size=48", "optimizer.lr=0.01");
    assertThat(recipe.model().config()).containsEntry("image_size", 48);
    assertThat(recipe.optimizer().lr()).isEqualTo(0.01);
    assertThat(smoke("vit_t_16", "model.config.patch_size=8").data().crop()).isEqualTo(32);
    assertThat(smoke("resnet18", "data.crop=40").data().crop()).isEqualTo(40);
    assertThat(smoke("resnet18").training().precision()).isEqualTo(Precision.FP32);
    assertThatThrownBy(() -> smoke("resnet18", "data.corp=40")).isInstanceOf(RecipeException.class);
    assertThatThrownBy(() -> smoke("unet")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("unet");
  }

  @Test
  void aTrialTellsLossesAccuracyAndTime() {
    ClassificationRecipe recipe = smoke("lenet5", "training.steps=60", "data.testLimit=100", "optimizer.lr=0.003");
    try (ClassifierTrainer training = ClassifierTrainer.unsaved(recipe, DATA)) {
      Trial trial = new Trial();
      training.with(trial).run();
      TrialResult result = trial.result(training);
      assertThat(result.losses()).hasSize(6).startsWith(result.firstLoss()).endsWith(result.lastLoss());
      assertThat(result.steps()).isEqualTo(60);
      assertThat(result.input()).isEqualTo("1x32x32");
      assertThat(result.parameters()).isEqualTo(64122);
      assertThat(result.stepMilliseconds()).isPositive();
      assertThat(result.processorMilliseconds()).isNotNegative();
      assertThat(result.firstLoss()).isGreaterThan(result.lastLoss());
      assertThat(result.failure()).isEmpty();
    }
    assertThat(new ClassifierData(recipe.data(), DATA).test().size()).isBetween(95, 105);
  }

  @Test
  void aNetworkThatDoesNotLearnIsToldApart() {
    assertThat(result(2.3, 2.31, 0.9, 10).failure()).hasValueSatisfying(why ->
        assertThat(why).contains("does not learn", "2.300", "2.310"));
    assertThat(result(2.3, 2.2, 0.29, 10).failure()).hasValueSatisfying(why ->
        assertThat(why).contains("hardly learns", "29.0 %", "30.0 %"));
    assertThat(result(2.3, Double.NaN, 0.9, 10).failure()).isPresent();
    assertThat(result(2.3, 1, 0.3, 10).failure()).isEmpty();
    assertThat(result(0.7, 0.5, 0.74, 2).failure()).isPresent();
    assertThat(result(0.7, 0.5, 0.75, 2).failure()).isEmpty();
  }

  private static TrialResult result(double first, double last, double accuracy, int classes) {
    return new TrialResult("net", "data", 1, "1x1x1", 2, 32, "fp32", first, last, accuracy, classes, 1, 1, 1,
        List.of(first, last));
  }
}
