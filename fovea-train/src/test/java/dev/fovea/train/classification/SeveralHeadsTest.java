package dev.fovea.train.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.Datasets;
import dev.fovea.data.Split;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that score in several ways: auxiliary heads in training, alternative answers in evaluation. */
class SeveralHeadsTest {
  private static final Datasets.Options DATA = Datasets.Options.defaults().offline();

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({"googlenet, 32, aux1.fc2.weight, 0.3", "googlenet, 32, aux2.fc2.weight, 0.3",
    "inception_v3, 299, AuxLogits.fc.weight, 0.4"})
  void auxiliaryLossesTeachTheirHeads(String model, int side, String weight, double share) {
    ClassificationRecipe recipe = ClassificationRecipe.DEFAULT.with("model.name=" + model,
        "model.config.init_weights=false", "data.crop=" + side, "data.batchSize=2", "data.limit=20",
        "data.testLimit=10", "training.steps=1", "training.logEvery=1", "training.precision=fp32", "optimizer.name=sgd",
        "optimizer.momentum=0", "optimizer.lr=0.1");
    try (ClassifierTrainer training = ClassifierTrainer.unsaved(recipe, DATA)) {
      Tensor head = training.model().namedParameters().get(weight);
      float[] before = head.toFloats();
      training.run();
      assertThat(head.toFloats()).as("after a step").isNotEqualTo(before);
      assertThat(((dev.fovea.models.HasAuxiliaryScores) training.model()).auxiliaryWeight()).isEqualTo(share);
    }
  }

  @Test
  void evaluationSaysHowGoodTheDeepestColumnIsAlone() throws IOException {
    ClassificationRecipe recipe = ClassificationRecipe.DEFAULT.with("model.name=fractalnet",
        "model.config.data_shape=[1, 8, 8, 10]", "model.config.n_columns=2", "model.config.init_channels=8",
        "model.config.dropout_probs=[0.0, 0.0]", "training.epochs=2", "training.precision=fp32", "optimizer.lr=0.01");
    Path run;
    Map<String, Double> best;
    try (ClassifierTrainer training = ClassifierTrainer.create(recipe, temp, DATA)) {
      training.run();
      run = training.folder().root();
      best = new LinkedHashMap<>(training.best().values());
    }
    assertThat(best).containsKeys("accuracy", "deepest_accuracy");
    assertThat(best.get("accuracy")).isGreaterThan(0.8);
    assertThat(best.get("deepest_accuracy")).isGreaterThan(0.5).isNotEqualTo(best.get("accuracy"));
    assertThat(Metrics.text("deepest_accuracy", 0.5)).isEqualTo("50.00 %");
    assertThat(Files.readString(run.resolve("report.html"))).contains("Ways to answer", "deepest");
    try (Predictor predictor = Predictor.open(run)) {
      ClassificationResult result = predictor.evaluate(Datasets.open("digits", Split.TEST, DATA), done -> { });
      assertThat(result.alternatives().get("deepest")).isCloseTo(best.get("deepest_accuracy"), within(1e-9));
    }
  }
}
