package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> NAMES = List.of("resnet18", "resnet34",
      "resnet50", "lenet5", "vit_b_16", "cifar10");

  @Test
  void findsWhatWasMeant() {
    assertThat(Nearest.to("resnet81", NAMES)).first().isEqualTo("resnet18");
    assertThat(Nearest.to("ResNet-18", NAMES)).first().isEqualTo("resnet18");
    assertThat(Nearest.to("lenet", NAMES)).containsExactly("lenet5");
    assertThat(Nearest.to("vit", NAMES)).containsExactly("vit_b_16");
    assertThat(Nearest.to("cifra10", NAMES)).containsExactly("cifar10");
    assertThat(Nearest.to("cifra", NAMES)).containsExactly("cifar10");
    assertThat(Nearest.to("resnet", NAMES)).containsExactly("resnet18", "resnet34", "resnet50");
  }

  @Test
  void doesNotGuessWildly() {
    assertThat(Nearest.to("mobilenet_v3", NAMES)).isEmpty();
    assertThat(Nearest.hint("mobilenet_v3", NAMES, "none")).isEqualTo("none");
  }

  @Test
  void asksInAFullSentence() {
    assertThat(Nearest.hint("resnet", NAMES, "")).isEqualTo("Did you mean resnet18, resnet34 or resnet50?");
    assertThat(Nearest.hint("lenet", NAMES, "")).isEqualTo("Did you mean lenet5?");
  }

  @Test
  void countsSwapsOfNeighboursAsOneEdit() {
    assertThat(Nearest.distance("train", "trian")).isEqualTo(1);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
  }
}
