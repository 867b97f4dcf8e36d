package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdjustTest {
  private final Image source = Pictures.source();

  @Test
  void factorsEqualTorchvision() {
    for (String factor : new String[] {"0", "0.4", "1.7"}) {
      double f = Double.parseDouble(factor);
      Pictures.assertClose(Adjust.brightness(source, f), golden("brightness_" + factor), 0);
      Pictures.assertClose(Adjust.contrast(source, f), golden("contrast_" + factor), 0);
      Pictures.assertClose(Adjust.saturation(source, f), golden("saturation_" + factor), 0);
    }
  }

  @Test
  void hueEqualsTorchvision() {
    for (String turn : new String[] {"-0.5", "-0.1", "0.25"}) {
      Pictures.assertClose(Adjust.hue(source, Double.parseDouble(turn)), golden("hue_" + turn), 0);
    }
  }

  @Test
  void greyHasNoColourToChange() {
    Image grey = source.toGrey();
    assertThat(Adjust.hue(grey, 0.3)).isEqualTo(grey);
    assertThat(Adjust.saturation(grey, 3)).isEqualTo(grey);
    assertThat(Adjust.brightness(grey, 1)).isEqualTo(grey);
    assertThat(Adjust.contrast(grey, 0.2)).isNotEqualTo(grey);
  }

  @Test
  void impossibleAmountsAreRefused() {
    assertThatThrownBy(() -> Adjust.brightness(source, -1)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> Adjust.contrast(source, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Adjust.hue(source, 0.6)).hasMessageContaining("0.6");
  }

  private static Image golden(String name) {
    return Pictures.golden("transforms/" + name + ".png");
  }
}
