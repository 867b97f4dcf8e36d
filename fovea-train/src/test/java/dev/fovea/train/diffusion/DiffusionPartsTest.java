package dev.fovea.train.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.image.Image;
import dev.fovea.image.XyPlot;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiffusionPartsTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
    Generator.seedAll(4);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void antitheticStepsComeInPairs() {
    long[] t = Timesteps.ANTITHETIC.draw(7, 100).toLongs();
    assertThat(t).hasSize(7);
    for (int i = 0; i < 3; i++) {
      assertThat(t[i] + t[i + 4]).isEqualTo(99);
    }
  }

  @Test
  void drawnStepsCoverAll() {
    for (Timesteps how : Timesteps.values()) {
      long[] t = how.draw(4000, 10).toLongs();
      for (long step = 0; step < 10; step++) {
        long wanted = step;
        assertThat(Arrays.stream(t).filter(each -> each == wanted).count()).as(how + " " + step).isBetween(300L, 500L);
      }
    }
  }

  @Test
  void spreadStepsDependOnThePlaceAlone() {
    long[] all = Timesteps.spread(0, 1000, 50).toLongs();
    long[] part = Timesteps.spread(400, 100, 50).toLongs();
    assertThat(part).isEqualTo(Arrays.copyOfRange(all, 400, 500));
    for (long step = 0; step < 50; step++) {
      long wanted = step;
      assertThat(Arrays.stream(all).filter(each -> each == wanted).count()).isBetween(18L, 22L);
    }
  }

  @Test
  void lossesAreMeansOfTheirLevels() {
    LossByTimestep curve = new LossByTimestep(50);
    curve.add(Tensors.of(new float[] {1, 3, 10}), Tensors.of(new long[] {0, 1, 49}));
    curve.add(Tensors.of(new float[] {2}), Tensors.of(new long[] {49}));
    assertThat(curve.mean()).isCloseTo(4, within(1e-12));
    assertThat(curve.count()).isEqualTo(4);
    assertThat(curve.toText()).isEqualTo("0.5 2.000000\n48.5 6.000000");
    XyPlot plot = new XyPlot("");
    LossByTimestep.plot(plot, "now", curve.toText());
    assertThat(plot.toSvg()).contains("now");
    LossByTimestep small = new LossByTimestep(3);
    small.add(Tensors.of(new float[] {5}), Tensors.of(new long[] {2}));
    assertThat(small.toText()).isEqualTo("2.0 5.000000");
  }

  @Test
  void eachPictureHasNoiseOfItsOwn() {
    try (Noise few = new Noise(3, 2, 2, 1, 4, 4); Noise many = new Noise(3, 0, 6, 1, 4, 4)) {
      for (int draw = 0; draw < 3; draw++) {
        Tensor next = few.next();
        assertThat(next.shape()).containsExactly(2, 1, 4, 4);
        assertThat(next.equal(many.next().narrow(0, 2, 2))).isTrue();
        assertThat(next.get(0).equal(next.get(1))).isFalse();
      }
    }
    try (Noise one = new Noise(3, 0, 400, 1, 4, 4)) {
      Tensor values = one.next();
      assertThat(values.mean().item()).isCloseTo(0, within(0.05));
      assertThat(values.std().item()).isCloseTo(1, within(0.05));
    }
  }

  @Test
  void rowsOfASheetHaveTheirNames() {
    List<Image> pictures = IntStream.range(0, 6).mapToObj(i -> new Image(8, 8, 1)).toList();
    pictures.get(5).set(0, 0, 0, 255);
    Image sheet = NamedRows.of(List.of("first", "second"), pictures);
    assertThat(sheet.width()).isGreaterThan(3 * 64);
    assertThat(sheet.get(2, 2, 0)).as("white beside the pictures").isEqualTo(255);
    int right = sheet.width() - 64 - 2;
    int bottom = sheet.height() - 64 - 2;
    assertThat(sheet.get(right + 7, bottom + 7, 0)).as("the first pixel of the last picture").isEqualTo(255);
    assertThat(sheet.get(right + 8, bottom + 8, 0)).isZero();
    assertThat(sheet.get(right - 1, bottom, 0)).as("the line between pictures").isZero();
    long inked = IntStream.range(0, 40).flatMap(x -> IntStream.range(0, sheet.height())
        .map(y -> sheet.get(x, y, 0))).filter(value -> value < 200).count();
    assertThat(inked).as("letters").isPositive();
  }
}
