package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RandomErasingTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** The number of changed pixels of each picture. */
  private static double[] changed(Tensor before, Tensor after) {
    return before.ne(after).any(1, false).to(DType.FLOAT32).sum(1, 2).toDoubles();
  }

  @Test
  void rectanglesCoverTheAreaThatWasAskedFor() {
    Tensor images = Tensors.full(5, DType.FLOAT32, 200, 2, 30, 40);
    double[] areas = changed(images, new RandomErasing(1).apply(images, new SplitMix64(2)));
    double mean = 0;
    for (double area : areas) {
      assertThat(area / 1200).isBetween(0.015, 0.35);
      mean += area / 1200 / areas.length;
    }
    assertThat(mean).isCloseTo((0.02 + 1 / 3.0) / 2, within(0.03));
  }

  @Test
  void aQuarterOfThePicturesLosesARectangle() {
    Tensor images = Tensors.full(5, DType.FLOAT32, 1000, 1, 8, 8);
    double[] areas = changed(images, new RandomErasing(0.25).apply(images, new SplitMix64(3)));
    assertThat(java.util.Arrays.stream(areas).filter(area -> area > 0).count() / 1000.0).isCloseTo(0.25, within(0.05));
    assertThat(new RandomErasing(0).apply(images, new SplitMix64(3)).equal(images)).isTrue();
  }

  @Test
  void theFillIsNoiseAColourOrZero() {
    Tensor images = Tensors.full(5, DType.FLOAT32, 40, 3, 16, 16);
    RandomErasing erasing = new RandomErasing(1);
    Tensor noise = erasing.apply(images, new SplitMix64(4));
    assertThat(erasing.apply(images, new SplitMix64(4)).equal(noise)).isTrue();
    assertThat(images.eq(5).all().itemBoolean()).isTrue();
    Tensor inside = noise.maskedSelect(noise.ne(5));
    assertThat(inside.mean().item()).isCloseTo(0, within(0.1));
    assertThat(inside.std().item()).isCloseTo(1, within(0.1));
    Tensor zero = erasing.withFill(RandomErasing.Fill.ZERO).apply(images, new SplitMix64(4));
    assertThat(zero.eq(0).logicalOr(zero.eq(5)).all().itemBoolean()).isTrue();
    assertThat(changed(images, zero)).isEqualTo(changed(images, noise));
    Tensor colour = erasing.withFill(RandomErasing.Fill.COLOR).apply(images, new SplitMix64(4)).get(0).get(0);
    assertThat(colour.maskedSelect(colour.ne(5)).std().item()).isCloseTo(0, within(1e-6));
  }

  @Test
  void severalRectanglesShareTheArea() {
    Tensor images = Tensors.full(5, DType.FLOAT32, 50, 1, 32, 32);
    RandomErasing three = new RandomErasing(1, 0.3, 0.3, 0.3, 3, RandomErasing.Fill.PIXEL);
    for (double area : changed(images, three.apply(images, new SplitMix64(6)))) {
      assertThat(area / 1024).isBetween(0.09, 0.33);
    }
  }

  @Test
  void settingsAndShapesAreChecked() {
    assertThatThrownBy(() -> new RandomErasing(1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> new RandomErasing(1, 0.5, 0.2, 0.3, 1, RandomErasing.Fill.ZERO))
        .hasMessageContaining("smallest");
    assertThatThrownBy(() -> new RandomErasing(1).apply(Tensors.zeros(3, 4, 4), new SplitMix64(1)))
        .hasMessageContaining("channels");
  }
}
