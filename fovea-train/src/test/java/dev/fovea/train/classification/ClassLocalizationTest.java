package dev.fovea.train.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.models.Preprocessing;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassLocalizationTest {
  @Test
  void theMapHasThePicturesSizeAndTheBoxHoldsTheHottestPixelsAround() {
    Generator.seedAll(5);
    ModelConfig config = ModelConfig.of("num_classes", 3).with("layers", List.of(1, 1, 1, 1));
    Layer network = Models.classifier("resnet18", config);
    ClassifierInfo info = new ClassifierInfo("resnet18", config.values(), List.of("a", "b", "c"),
        new InputForm(3, Preprocessing.imagenet(64, 64)));
    try (Predictor predictor = new Predictor(network, info, Device.CPU)) {
      Image image = picture();
      for (int number = 0; number < 3; number++) {
        ClassLocalization found = ClassLocalization.of(predictor, image, number);
        assertThat(found.guess().number()).isEqualTo(number);
        assertThat(found.heat()).hasSize(120 * 90);
        float highest = 0;
        for (float value : found.heat()) {
          assertThat(value).isBetween(0f, 1f);
          highest = Math.max(highest, value);
        }
        assertThat(highest).isEqualTo(1f);
        assertThat(found.box().x()).isBetween(0, 119);
        assertThat(found.box().x() + found.box().width()).isBetween(1, 120);
        assertThat(found.box().y() + found.box().height()).isBetween(1, 90);
        assertThat(found.over(image).width()).isEqualTo(120);
      }
      assertThatThrownBy(() -> ClassLocalization.of(predictor, image, 3)).hasMessageContaining("0 to 2");
    }
  }

  private static Image picture() {
    byte[] pixels = new byte[120 * 90 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 % 251);
    }
    return new Image(120, 90, 3, pixels);
  }
}
