package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.transformers.SwinBackbone;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The recorded multiply-adds are those that {@link Structure} counts. After a new entry, record them again:
 *
 * <pre>
 * ./mvnw -pl fovea-models -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=MultiplyAddsTest
 *     -Dfovea.test.excluded= -Dfovea.record=new
 * </pre>
 *
 * <p>{@code all} in the place of {@code new} counts also what is recorded already, which takes minutes.
 */
class MultiplyAddsTest {
  private static final String RECORDED = System.getProperty("fovea.record", "");
  private static final boolean RECORD = !RECORDED.isEmpty();
  private static final Path FILE = Path.of("src/main/resources/dev/fovea/models/multiply-adds.properties");
  private static final long SMALL = 3_000_000;

  @Test
  void thoseOfSmallNetworksAreWhatIsCounted() {
    for (ModelEntry<?> entry : Models.entries()) {
      if (!RECORD && entry.parameters() < SMALL) {
        assertThat(entry.multiplyAdds()).as(entry.name()).isEqualTo(count(entry));
      }
    }
  }

  @Test
  void everyClassifierHasThem() {
    assertThat(Models.entries()).filteredOn(entry -> !RECORD && !(entry.defaults() instanceof SwinBackbone.Config)
        && List.of("classification", "transformers").contains(entry.chapter()))
        .allSatisfy(entry -> assertThat(entry.multiplyAdds()).as(entry.name()).isPresent());
  }

  /** Billions, as torchvision's documentation of the weights states them. */
  @ParameterizedTest
  @CsvSource({"alexnet,0.71", "densenet121,2.83", "efficientnet_b0,0.39", "efficientnet_b7,37.75",
      "efficientnet_v2_s,8.37", "googlenet,1.50", "inception_v3,5.71", "resnet18,1.81", "resnet50,4.09",
      "resnext50_32x4d,4.23", "squeezenet1_0,0.82", "squeezenet1_1,0.35", "vgg16,15.47", "vit_b_16,17.56",
      "swin_t,4.49", "swin_v2_t,5.94",
      "wide_resnet50_2,11.40"})
  void theyAreThePublishedOnes(String name, double billions) {
    assertThat(RECORD ? billions : Math.round(Models.entry(name).multiplyAdds().orElseThrow() / 1e7) / 100.0)
        .isEqualTo(billions);
  }

  @Tag("slow")
  @Test
  void allAreWhatIsCounted() throws IOException {
    Map<String, Long> counted = new TreeMap<>();
    for (ModelEntry<?> entry : Models.entries()) {
      OptionalLong known = RECORDED.equals("new") ? entry.multiplyAdds() : OptionalLong.empty();
      (known.isPresent() ? known : count(entry)).ifPresent(number -> counted.put(entry.name(), number));
    }
    List<String> lines = new ArrayList<>(List.of("# Recorded by MultiplyAddsTest, which says how."));
    counted.forEach((name, number) -> lines.add(name + "=" + number));
    if (RECORD) {
      Files.write(FILE, lines);
    }
    assertThat(Files.readAllLines(FILE)).isEqualTo(lines);
  }

  /** Empty where a network is not one from pictures to a tensor. */
  private static OptionalLong count(ModelEntry<?> entry) {
    try (Module network = entry.create(ModelConfig.DEFAULTS)) {
      if (!(network instanceof Layer layer)) {
        return OptionalLong.empty();
      }
      return OptionalLong.of(Structure.of(layer, entry.inputShape()).multiplyAdds());
    }
  }
}
