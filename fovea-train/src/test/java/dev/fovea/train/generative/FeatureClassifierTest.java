package dev.fovea.train.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.Batch;
import dev.fovea.data.Datasets;
import dev.fovea.data.Epoch;
import dev.fovea.data.Loader;
import dev.fovea.models.InputShape;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.classification.ClassifierInfo;
import dev.fovea.train.classification.InputForm;
import dev.fovea.train.recipe.DataSpec;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of made pictures, taught on the digits. */
class FeatureClassifierTest {
  private static final DataSpec DIGITS = new DataSpec("digits", 32, 128, 0, 8, DataSpec.Normalize.SYMMETRIC,
      DataSpec.Augment.DEFAULT, 0, 0);

  @TempDir Path temp;

  private static ClassifierData data() {
    return new ClassifierData(DIGITS, Datasets.Options.defaults());
  }

  private static InputForm form(ClassifierData data) {
    return data.inputForm(new InputShape(1, 8, 8));
  }

  private static float[] features(FeatureClassifier judge, Tensor pictures) {
    return Scope.run(() -> judge.look(pictures).features().toFloats());
  }

  @Test
  void recognisesWhatItWasTaughtAndIsTheSameForASeed() {
    ClassifierData data = data();
    Generator.seedAll(5);
    double expected = Scope.run(() -> Tensors.rand(1).item());
    Generator.seedAll(5);
    try (FeatureClassifier judge = FeatureClassifier.train(data, form(data), 4, 1, Device.CPU);
        FeatureClassifier again = FeatureClassifier.train(data, form(data), 4, 1, Device.CPU)) {
      assertThat(Scope.run(() -> Tensors.rand(1).item())).as("the global generator is untouched").isEqualTo(expected);
      double[] right = new double[2];
      try (Loader<Batch> test = data.testLoader(form(data), Device.CPU); Epoch<Batch> epoch = test.epoch(0)) {
        epoch.each(batch -> {
          FeatureClassifier.Sight sight = judge.look(batch.images());
          assertThat(sight.features().shape()).containsExactly(batch.size(), 84);
          assertThat(sight.scores().shape()).containsExactly(batch.size(), 10);
          assertThat(sight.scores().requiresGrad()).isFalse();
          right[0] += sight.scores().argmax(1).eq(batch.labels()).sum().item();
          right[1] += batch.size();
          assertThat(features(again, batch.images())).containsExactly(features(judge, batch.images()));
        });
      }
      assertThat(right[0] / right[1]).isGreaterThan(0.9);
    }
  }

  @Test
  void aRunTeachesItOnce() {
    ClassifierData data = data();
    RunFolder folder = RunFolder.at(temp.resolve("run"));
    Path file = folder.checkpoints().resolve(FrechetScore.FILE);
    Tensor pictures = Scope.release(Scope.run(() -> Tensors.rand(3, 1, 8, 8)));
    FidSpec spec = new FidSpec("", 1, 64);
    try (FrechetScore first = new FrechetScore(spec, data, form(data), 1, Device.CPU);
        FrechetScore second = new FrechetScore(spec, data, form(data), 2, Device.CPU);
        FrechetScore named = new FrechetScore(new FidSpec(file.toString(), 1, 64), data, form(data), 3, Device.CPU)) {
      first.prepare(folder);
      assertThat(Files.exists(file)).isTrue();
      second.prepare(folder);
      named.prepare(null);
      float[] expected = features(first.classifier(), pictures);
      assertThat(features(second.classifier(), pictures)).as("another seed would be another one")
          .containsExactly(expected);
      assertThat(features(named.classifier(), pictures)).containsExactly(expected);
      assertThat(first.classifier().classes()).hasSize(10);
    }
    pictures.close();
  }

  @Test
  void realPicturesAreNearerToRealOnesThanNoise() {
    ClassifierData data = data();
    try (FrechetScore score = new FrechetScore(new FidSpec("", 2, 300), data, form(data), 1, Device.CPU);
        FeatureMoments real = new FeatureMoments(); FeatureMoments noise = new FeatureMoments();
        Loader<Batch> test = data.testLoader(form(data), Device.CPU); Epoch<Batch> epoch = test.epoch(0)) {
      epoch.each(batch -> real.add(score.classifier().look(batch.images()).features()));
      Scope.run(() -> noise.add(score.classifier().look(Tensors.rand(300, 1, 8, 8).mul(2).sub(1)).features()));
      assertThat(score.floor()).isPositive().isLessThan(0.1 * noise.frechetDistance(real));
      assertThat(score.floor()).isCloseTo(score.floor(), within(1e-12));
    }
  }

  @Test
  void whatCannotJudgeIsRefused() {
    assertThatThrownBy(() -> new FeatureClassifier(Layer.of("Nothing", x -> x),
        ClassifierInfo.of(Models.entry("lenet")), Device.CPU)).hasMessageContaining("no linear last layer");
    assertThatThrownBy(() -> new FidSpec("", 0, 10)).hasMessageContaining("passes");
    ClassifierInfo info = ClassifierInfo.of(Models.entry("lenet"));
    try (FeatureClassifier judge = new FeatureClassifier(info.create(), info, Device.CPU)) {
      assertThatThrownBy(() -> Scope.run(() -> judge.look(Tensors.zeros(1, 1, 32, 32))))
          .hasMessageContaining("(n, 3, height, width)");
    }
  }
}
