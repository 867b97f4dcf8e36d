package dev.fovea.train.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.Test;

class DistortionTest {
  private static final Distortion ALL = new Distortion(15, 0.2, 0.25, 0.05, 0.04, 0.8);

  /** A square of 8 pixels in the middle of pictures of 32. */
  private static Tensor squares(int count) {
    Tensor pictures = Tensors.zeros(count, 1, 32, 32);
    pictures.narrow(2, 12, 8).narrow(3, 12, 8).fill_(1);
    return pictures;
  }

  private static double difference(Tensor a, Tensor b) {
    return Scope.run(() -> a.sub(b).abs().max()).item();
  }

  @Test
  void nothingChangesNothing() {
    try (Scope scope = Scope.open()) {
      Tensor pictures = Tensors.rand(3, 2, 16, 16);
      assertThat(Distortion.DEFAULT.apply(pictures)).isSameAs(pictures);
      assertThat(difference(ALL.times(0).draw(3, 16, null).apply(pictures), pictures)).isLessThan(1e-5);
    }
  }

  @Test
  void everyPictureChangesInItsOwnWayAndTheSeedSaysHow() {
    try (Scope scope = Scope.open()) {
      Tensor pictures = squares(4);
      Generator.seedAll(1);
      Tensor first = ALL.apply(pictures);
      Generator.seedAll(1);
      assertThat(difference(ALL.apply(pictures), first)).isZero();
      assertThat(difference(ALL.apply(pictures), first)).isGreaterThan(0.1);
      assertThat(difference(first.narrow(0, 0, 1), first.narrow(0, 1, 1))).isGreaterThan(0.1);
      assertThat(first.min().item()).isGreaterThanOrEqualTo(0);
      assertThat(first.max().item()).isLessThanOrEqualTo(1 + 1e-6);
    }
  }

  @Test
  void eachKindOfChangeDoesWhatItSays() {
    Generator.seedAll(3);
    try (Scope scope = Scope.open()) {
      Tensor pictures = squares(64);
      Tensor rows = Tensors.arange(32).to(pictures.dtype()).view(1, 1, 32, 1);
      Tensor mass = new Distortion(0, 0, 0, 0.1, 0, 0).apply(pictures);
      Tensor centre = mass.mul(rows).sum(1, 2, 3).div(mass.sum(1, 2, 3));
      assertThat(centre.sub(15.5).abs().max().item()).as("shift up to a tenth of 32 pixels").isBetween(2.5, 3.21);
      Tensor areas = new Distortion(0, 0.25, 0, 0, 0, 0).apply(pictures).sum(1, 2, 3).div(64.0);
      assertThat(areas.max().item()).isBetween(1.2, 1.6);
      assertThat(areas.min().item()).isBetween(1 / 1.6, 1 / 1.2);
      Tensor turned = new Distortion(45, 0, 0, 0, 0, 0).apply(pictures).sum(1, 2, 3).div(64.0);
      assertThat(turned.sub(1).abs().max().item()).as("a turn keeps the area").isLessThan(0.05);
      Tensor thick = new Distortion(0, 0, 0, 0, 0, 1).apply(pictures).sum(1, 2, 3);
      assertThat(thick.max().item()).as("one pixel more on each side").isBetween(90.0, 100.01);
      assertThat(thick.min().item()).as("faded, not gone").isBetween(60.0, 64.01);
      Tensor bent = new Distortion(0, 0, 0, 0, 0.05, 0).apply(pictures);
      assertThat(difference(bent, pictures)).isGreaterThan(0.5);
      assertThat(bent.sum().item() / pictures.sum().item()).isCloseTo(1, within(0.1));
    }
  }
}
