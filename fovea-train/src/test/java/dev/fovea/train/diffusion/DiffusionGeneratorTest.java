package dev.fovea.train.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import dev.fovea.models.generative.DdpmUNet;
import dev.fovea.models.parity.Fill;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Precision;
import dev.fovea.train.generative.PictureGenerator;
import dev.fovea.train.generative.PictureGenerator.Request;
import dev.fovea.train.generative.PictureGenerators;
import dev.fovea.train.recipe.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures from a file of weights; the network has weights that make its pictures varied. */
class DiffusionGeneratorTest {
  @TempDir static Path temp;

  private DiffusionInfo info;
  private Path file;

  @BeforeEach
  void weights() {
    file = temp.resolve("weights.safetensors");
    info = info(10);
    write(info);
  }

  private static DiffusionInfo info(int classes) {
    try (Training<?> training = Training.create(
        DiffusionTrainingTest.recipe("model.config.num_classes=" + classes), temp, DiffusionTrainingTest.DATA)) {
      Diffusion scheme = (Diffusion) training.scheme();
      return DiffusionInfo.fromMetadata(scheme.metadata(), "test").orElseThrow();
    }
  }

  private void write(DiffusionInfo description) {
    try (DdpmUNet network = description.create()) {
      Fill.state(network, 1);
      Safetensors.write(file, network.stateDict(), description.toMetadata());
    }
  }

  private List<Image> make(Request request) {
    try (PictureGenerator generator = PictureGenerators.open(file)) {
      return generator.generate(request, percent -> { });
    }
  }

  /** Largest difference of two pictures, in grey levels. */
  private static int difference(Image one, Image other) {
    int most = 0;
    for (int i = 0; i < one.data().length; i++) {
      most = Math.max(most, Math.abs((one.data()[i] & 0xFF) - (other.data()[i] & 0xFF)));
    }
    return most;
  }

  private static double meanDifference(Image one, Image other) {
    double sum = 0;
    for (int i = 0; i < one.data().length; i++) {
      sum += Math.abs((one.data()[i] & 0xFF) - (other.data()[i] & 0xFF));
    }
    return sum / one.data().length;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddim", "ddim:0.5", "ddpm"})
  void aSeedFixesThePicturesWhateverTheirNumber(String sampler) {
    Generator.seedAll(1);
    List<Image> few = make(Request.of(3, 7).withSampler(sampler));
    Generator.seedAll(2);
    List<Image> many = make(Request.of(70, 7).withSampler(sampler));
    assertThat(many).hasSize(70);
    for (int i = 0; i < 3; i++) {
      assertThat(difference(few.get(i), many.get(i))).isLessThan(12);
      assertThat(difference(few.get(i), many.get(i + 10))).as("the same class from other noise").isGreaterThan(40);
    }
    assertThat(make(Request.of(3, 7).withSampler(sampler))).isEqualTo(few);
    assertThat(difference(make(Request.of(1, 8).withSampler(sampler)).get(0), few.get(0))).isGreaterThan(40);
    assertThat(few.get(0).width()).isEqualTo(8);
    assertThat(few.get(0).channels()).isEqualTo(1);
  }

  @Test
  void everyPartOfARequestCounts() {
    Request plain = Request.of(1, 3).withLabel(4);
    Image one = make(plain).get(0);
    assertThat(make(plain.withLabel(5)).get(0)).isNotEqualTo(one);
    assertThat(make(plain.withSteps(9)).get(0)).isNotEqualTo(one);
    assertThat(make(plain.withGuidance(6)).get(0)).isNotEqualTo(one);
    assertThat(make(plain.withSampler("ddpm")).get(0)).isNotEqualTo(one);
    assertThat(make(plain.withSampler("DDIM")).get(0)).isEqualTo(one);
    assertThat(make(plain.withLabel(5).withGuidance(0)).get(0)).as("guidance 0 ignores the class")
        .isEqualTo(make(plain.withGuidance(0)).get(0));
    assertThat(make(Request.of(12, 3)).get(4)).as("classes come in turn")
        .isNotEqualTo(make(Request.of(12, 3).withLabel(0)).get(4));
  }

  @Test
  void progressGrowsToAHundred() {
    List<Integer> heard = new ArrayList<>();
    try (PictureGenerator generator = PictureGenerators.open(file)) {
      generator.generate(Request.of(130, 1), heard::add);
    }
    assertThat(heard).isSorted().endsWith(100).hasSize(3 * 4);
    assertThat(heard.get(0)).isLessThan(20);
  }

  @Test
  void waysBeginAndEndWithThePicturesOfTheirNoises() {
    try (PictureGenerator generator = PictureGenerators.open(file)) {
      List<Image> ends = generator.generate(Request.of(4, 5).withLabel(2), percent -> { });
      List<Image> way = generator.interpolate(Request.of(2, 5).withLabel(2), 5, percent -> { });
      assertThat(way).hasSize(10);
      assertThat(difference(way.get(0), ends.get(0))).isLessThan(12);
      assertThat(difference(way.get(4), ends.get(1))).isLessThan(12);
      assertThat(difference(way.get(9), ends.get(3))).isLessThan(12);
      assertThat(difference(way.get(2), ends.get(0))).isGreaterThan(12);
      assertThatThrownBy(() -> generator.interpolate(Request.of(1, 5).withSampler("ddpm"), 3, percent -> { }))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("ddim");
    }
  }

  @Test
  void shorterNumbersMakeNearlyTheSamePictures() {
    List<List<Image>> made = new ArrayList<>();
    for (Precision precision : new Precision[] {Precision.FP32, Precision.BF16}) {
      DdpmUNet network = info.create();
      Fill.state(network, 1);
      try (DiffusionGenerator generator = new DiffusionGenerator(network, info, Device.CPU, precision)) {
        made.add(generator.generate(Request.of(10, 1).withSteps(20), percent -> { }));
      }
    }
    for (int i = 0; i < 10; i++) {
      assertThat(meanDifference(made.get(0).get(i), made.get(1).get(i)))
          .isLessThan(0.3 * meanDifference(made.get(0).get(i), made.get(0).get((i + 1) % 10)));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"10 | 4 | ddim | class: expected 0 to 9", "-1 | 4 | ddim | class: expected 0 to 9",
      "1 | 51 | ddim | 1 to 50", "1 | 4 | ddim:1.5 | ETA", "1 | 4 | euler | ddim, ddim:ETA"})
  void impossibleRequestsAreExplained(int label, int steps, String sampler, String message) {
    assertThatThrownBy(() -> make(Request.of(1, 1).withLabel(label).withSteps(steps).withSampler(sampler)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
  }

  @Test
  void aModelWithoutClassesTakesNone() {
    write(info(0));
    assertThat(make(Request.of(2, 1))).hasSize(2);
    assertThatThrownBy(() -> make(Request.of(1, 1).withLabel(1))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no classes");
    assertThatThrownBy(() -> make(Request.of(1, 1).withGuidance(2))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no classes");
  }

  @Test
  void otherFilesAreExplained() {
    Scope.run(() -> Safetensors.write(file, Map.of("conv_in.weight", Tensors.zeros(2, 2)), info.toMetadata()));
    assertThatThrownBy(() -> PictureGenerators.open(file)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("conv_in");
    Scope.run(() -> Safetensors.write(file, Map.of("w", Tensors.zeros(1)), Map.of("fovea.diffusion", "{}")));
    assertThatThrownBy(() -> PictureGenerators.open(file)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("fovea.diffusion");
  }
}
