package dev.fovea.train.gan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.data.Batch;
import dev.fovea.data.Datasets;
import dev.fovea.data.Epoch;
import dev.fovea.data.Loader;
import dev.fovea.models.InputShape;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.classification.InputForm;
import dev.fovea.train.generative.FeatureClassifier;
import dev.fovea.train.generative.NearestPictures;
import dev.fovea.train.recipe.DataSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sums of noises with a generator whose pictures are its noise, and neighbours of known pictures. */
class LatentArithmeticTest {
  private static final DataSpec DIGITS = new DataSpec("digits", 32, 128, 0, 8, DataSpec.Normalize.SYMMETRIC,
      DataSpec.Augment.DEFAULT, 0, 0);
  private static final ClassifierData DATA = new ClassifierData(DIGITS, Datasets.Options.defaults().offline());
  private static final InputForm FORM = DATA.inputForm(new InputShape(1, 8, 8));

  private static FeatureClassifier judge;
  private static Tensor digits;
  private static long[] labels;

  @BeforeAll
  static void teach() {
    judge = FeatureClassifier.train(DATA, FORM, 4, 1, Device.CPU);
    try (Scope scope = Scope.open(); Loader<Batch> test = DATA.testLoader(FORM, Device.CPU);
        Epoch<Batch> epoch = test.epoch(0)) {
      List<Tensor> images = new ArrayList<>();
      List<Tensor> classes = new ArrayList<>();
      while (epoch.hasNext()) {
        Batch batch = epoch.next();
        images.add(batch.images());
        classes.add(batch.labels());
      }
      digits = Scope.release(Tensors.cat(images, 0));
      labels = Tensors.cat(classes, 0).toLongs();
    }
  }

  @AfterAll
  static void free() {
    judge.close();
    digits.close();
  }

  /** Pictures are their own noise. */
  private static Tensor make(Tensor noise) {
    return noise.unflatten(1, 1, 8, 8);
  }

  @Test
  void aSumIsThatOfTheMeansOfThreeSurePictures() {
    try (Scope scope = Scope.open()) {
      LatentArithmetic arithmetic = new LatentArithmetic(digits.flatten(1), LatentArithmeticTest::make, judge);
      LatentArithmetic.Outcome outcome = arithmetic.compute(new LatentSum("0", "1", "7")).orElseThrow();
      Tensor pictures = outcome.pictures();
      assertThat(pictures.shape()).containsExactly(8, 1, 8, 8);
      Tensor sum = pictures.get(0).sub(pictures.get(1)).add(pictures.get(2));
      assertThat(pictures.get(3).allClose(sum, 0, 1e-5)).isTrue();
      for (long i = 4; i < 8; i++) {
        double away = pictures.get(i).sub(sum).abs().max().item();
        assertThat(away).isPositive().isLessThanOrEqualTo(0.2501);
      }
      long[] says = judge.look(pictures.narrow(0, 0, 3)).scores().argmax(1).toLongs();
      assertThat(says).containsExactly(0, 1, 7);
      assertThat(outcome.verdict()).matches("\\d \\(\\d+ %\\)");
      assertThat(isMeanOfThree(pictures.get(0), 0)).isTrue();
    }
  }

  /** Whether three pictures of a class are there whose mean this is: three times it less two of them is the third. */
  private static boolean isMeanOfThree(Tensor mean, long label) {
    List<Tensor> own = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == label) {
        own.add(digits.get(i));
      }
    }
    Tensor flat = Tensors.stack(own, 0).flatten(1);
    for (Tensor first : own) {
      for (Tensor second : own) {
        Tensor third = mean.mul(3).sub(first).sub(second).reshape(1, -1);
        if (flat.sub(third).abs().amax(new int[] {1}, false).min().item() < 1e-4) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aClassThatIsNotMadeGivesNoSum() {
    try (Scope scope = Scope.open()) {
      Tensor blank = Tensors.full(-1, digits.dtype(), 20, 64);
      String seen = judge.classes().get((int) judge.look(make(blank)).scores().argmax(1).toLongs()[0]);
      String other = seen.equals("3") ? "4" : "3";
      Optional<LatentArithmetic.Outcome> none = new LatentArithmetic(blank, LatentArithmeticTest::make, judge)
          .compute(new LatentSum(seen, seen, other));
      assertThat(none).isEmpty();
    }
  }

  @Test
  void theNearestOfAKnownPictureIsItself() {
    try (Scope scope = Scope.open()) {
      Tensor known = Tensors.stack(List.of(digits.get(5), digits.get(300), digits.get(0)), 0);
      NearestPictures nearest = NearestPictures.of(known, DATA.test(), FORM, Device.CPU);
      assertThat(nearest.indices()).containsExactly(5, 300, 0);
      assertThat(Arrays.stream(nearest.distances()).max().orElseThrow()).isLessThan(0.01);
      NearestPictures moved = NearestPictures.of(known.add(0.01), DATA.test(), FORM, Device.CPU);
      assertThat(moved.indices()).containsExactly(5, 300, 0);
      assertThat(moved.median()).isBetween(0.07, 0.09);
    }
  }
}
