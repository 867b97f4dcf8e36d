package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.train.Precision;
import dev.fovea.train.classification.ClassificationRecipe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {
  @ParameterizedTest
  @MethodSource("dev.fovea.train.recipe.Recipe#names")
  void everyRecipeReadsAndSaysItsCommandNeedsTimeAndFigure(String name) {
    Recipe recipe = Recipe.named(name);
    assertThat(recipe.name()).isEqualTo(name);
    RecipeHead head = Recipe.head(name);
    assertThat(head.command()).startsWith("fovea train");
    assertThat(java.util.List.of(head.what(), head.needs(), head.time(), head.expected())).doesNotContain("");
  }

  @ParameterizedTest
  @MethodSource("dev.fovea.train.recipe.Recipe#names")
  void whatIsWrittenReadsAsTheSame(String name) {
    Recipe recipe = Recipe.named(name);
    assertThat(Recipe.parse(recipe.toYaml(), "config.yaml")).isEqualTo(recipe);
    assertThat(recipe.toYaml()).doesNotContain("&", "*");
  }

  @Test
  void whatIsLeftOutKeepsItsDefault() {
    ClassificationRecipe recipe = (ClassificationRecipe) Recipe.parse("optimizer:\n  lr: 1e-2\n", "r");
    assertThat(recipe.optimizer().lr()).isEqualTo(0.01);
    assertThat(recipe.optimizer().beta2()).isEqualTo(0.999);
    assertThat(recipe.training().epochs()).isEqualTo(10);
    assertThat(Recipe.parse("", "empty")).isEqualTo(ClassificationRecipe.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "training.epoch=5 | Unknown key 'training.epoch' | did you mean 'epochs'",
      "trainig.epochs=5 | Unknown key 'trainig' | did you mean 'training'",
      "training.epochs=five | 'training.epochs': expected a whole number, got 'five' | epochs",
      "training.epochs=1.5 | expected a whole number, got '1.5' | epochs",
      "training.epochs=0 | training: epochs: expected 1 or more, got 0 | epochs",
      "optimizer.name=adma | 'optimizer.name': unknown value 'adma' | did you mean 'adam'",
      "optimizer.nesterov=1 | expected true or false, got '1' | nesterov",
      "optimizer=3 | 'optimizer': expected a group of the keys [name, lr | got '3'",
      "schedule.milestones=[1, x] | 'schedule.milestones[1]': expected a number, got 'x' | x",
      "data.augment.padding=-1 | data.augment: expected padding of 0 or more | -1",
      "model.config=[1] | 'model.config': expected a group of keys, got a list [1] | list",
      "epochs | 'epochs': expected key=value | training.epochs=5",
      "seed= | 'seed': expected a whole number, got '' | seed"})
  void mistakesAreNamedWithTheNearestKey(String assignment, String first, String second) {
    assertThatThrownBy(() -> ClassificationRecipe.DEFAULT.with(assignment)).isInstanceOf(RecipeException.class)
        .hasMessageContaining(first).hasMessageContaining(second);
  }

  @Test
  void assignmentsChangeValuesOfEveryKind() {
    ClassificationRecipe recipe = ClassificationRecipe.named("resnet18-cifar10").with("training.precision=bf16", "model.config.num_classes=7",
        "schedule.name=multi-step", "schedule.milestones=[2, 4.5]", "data.augment.flip=false", "name=mine");
    assertThat(recipe.training().precision()).isEqualTo(Precision.BF16);
    assertThat(recipe.model().config()).isEqualTo(Map.of("stem", "small", "num_classes", 7));
    assertThat(recipe.schedule().milestones()).isEqualTo(List.of(2.0, 4.5));
    assertThat(recipe.data().augment().flip()).isFalse();
    assertThat(recipe.data().augment().padding()).isEqualTo(4);
  }

  @Test
  void fullPathsMeanTheSameEverywhere() {
    ClassificationRecipe full = ClassificationRecipe.named("squeezenet-finetune").withFullPaths();
    assertThat(java.nio.file.Path.of(full.model().weights())).isAbsolute();
    assertThat(full.data().name()).startsWith("image-folder:" + java.nio.file.Path.of("").toAbsolutePath());
    assertThat(full.withFullPaths()).isEqualTo(full);
    assertThat(ClassificationRecipe.DEFAULT.withFullPaths()).isEqualTo(ClassificationRecipe.DEFAULT);
  }

  @Test
  void brokenYamlSaysWhere() {
    assertThatThrownBy(() -> Recipe.parse("training:\n  epochs: [1\nseed: 2", "my.yaml"))
        .isInstanceOf(RecipeException.class).hasMessageContaining("my.yaml").hasMessageContaining("line");
    assertThatThrownBy(() -> Recipe.parse("seed: 1\nseed: 2", "my.yaml")).hasMessageContaining("seed");
    assertThatThrownBy(() -> Recipe.named("lenet5-digit")).hasMessageContaining("did you mean 'lenet5-digits'");
  }

  @Test
  void schedulesCountEpochsInUpdates() {
    ScheduleSpec spec = new ScheduleSpec(ScheduleSpec.Name.MULTI_STEP, 1, 1, List.of(2.0, 3.0), 0.1, 0, 1, 0);
    var schedule = spec.create(10, 50);
    assertThat(schedule.lrAt(5, 1)).isBetween(0.5, 0.6);
    assertThat(schedule.lrAt(19, 1)).isEqualTo(1);
    assertThat(schedule.lrAt(20, 1)).isEqualTo(0.1);
    assertThat(schedule.lrAt(30, 1)).isCloseTo(0.01, org.assertj.core.api.Assertions.within(1e-12));
  }
}
