package dev.fovea.train.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.language.CharRnn;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextGeneratorTest {
  private static final String CHARACTERS = "\nabcé😀";

  @TempDir Path temp;
  private TextGeneratorInfo info;
  private TextGenerator generator;

  @BeforeEach
  void make() {
    Generator.seedAll(4);
    info = new TextGeneratorInfo(new CharRnn.Config(6, 10, 6, CharRnn.Cell.LSTM, 2, 0.5), CHARACTERS);
    generator = new TextGenerator(new CharRnn(info.config()), info);
  }

  @AfterEach
  void free() {
    generator.close();
  }

  @Test
  void aSeedWritesTheSameTextAndAnotherAnother() {
    String text = generator.sample("ab", 200, 1, 7);
    assertThat(text.codePointCount(0, text.length())).isEqualTo(200);
    assertThat(generator.sample("ab", 200, 1, 7)).isEqualTo(text);
    assertThat(generator.sample("ab", 200, 1, 8)).isNotEqualTo(text);
    assertThat(generator.sample("ab", 50, 1, 7)).isEqualTo(text.substring(0, text.offsetByCodePoints(0, 50)));
    assertThat(generator.sample("ab", 0, 1, 7)).isEmpty();
  }

  @Test
  void charactersComeOneByOne() {
    List<String> heard = new ArrayList<>();
    generator.sample("é", 40, 1, 3, heard::add);
    assertThat(heard).hasSize(40)
        .allMatch(each -> CHARACTERS.contains(each) && each.codePointCount(0, each.length()) == 1);
    assertThat(String.join("", heard)).isEqualTo(generator.sample("é", 40, 1, 3));
  }

  @Test
  void temperatureZeroTakesTheMostProbableCharacter() {
    String text = generator.sample("abc", 12, 0, 1);
    assertThat(generator.sample("abc", 12, 0, 99)).isEqualTo(text);
    assertThat(generator.sample("abc", 12, 1e-9, 5)).isEqualTo(text);
    int[] numbers = generator.vocabulary().encode("abc" + text);
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      generator.network().eval();
      Tensor best = generator.network().apply(Tensors.of(numbers, 1, numbers.length)).logits().argmax(2).get(0);
      assertThat(best.narrow(0, 2, 12).toInts()).containsExactly(java.util.Arrays.copyOfRange(numbers, 3, 15));
    }
  }

  @Test
  void anEmptyPrimeBeginsAfterALineBreak() {
    assertThat(generator.sample("", 50, 1, 2)).isEqualTo(generator.sample("\n", 50, 1, 2));
  }

  @Test
  void drawsFollowTheSoftmaxOfTheScoresOverTheTemperature() {
    float[] scores = {1, 3, -2, 2.5f};
    for (double temperature : new double[] {0.3, 1, 4}) {
      double[] expected = new double[4];
      double total = 0;
      for (int i = 0; i < 4; i++) {
        expected[i] = Math.exp(scores[i] / temperature);
        total += expected[i];
      }
      int[] counts = new int[4];
      int points = 100_000;
      for (int i = 0; i < points; i++) {
        counts[TextGenerator.draw(scores, temperature, (i + 0.5) / points)]++;
      }
      for (int i = 0; i < 4; i++) {
        assertThat((double) counts[i] / points).isEqualTo(expected[i] / total, within(2e-5));
      }
    }
    assertThat(TextGenerator.draw(scores, 1e-300, 0.999999)).isEqualTo(1);
    assertThat(TextGenerator.draw(new float[] {0, 0}, 1, Math.nextDown(1.0))).isEqualTo(1);
  }

  @Test
  void manyThreadsMayWrite() {
    String alone = generator.sample("b", 100, 1, 5);
    assertThat(IntStream.range(0, 8).parallel().mapToObj(i -> generator.sample("b", 100, 1, 5)).distinct())
        .containsExactly(alone);
  }

  @Test
  void wrongWishesAreNamed() {
    assertThatThrownBy(() -> generator.sample("axbz", 5, 1, 1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("prime: unknown characters 'x' U+0078, 'z' U+007A");
    assertThatThrownBy(() -> generator.sample("a", -1, 1, 1)).hasMessage("length: expected 0 or more, got -1");
    assertThatThrownBy(() -> generator.sample("a", 5, -0.5, 1))
        .hasMessage("temperature: expected 0 or more, got -0.5");
    assertThatThrownBy(() -> generator.sample("a", 5, Double.NaN, 1)).hasMessageContaining("temperature");
  }

  @Test
  void aFileOfWeightsIsEnough() {
    Path file = temp.resolve("weights.safetensors");
    Safetensors.write(file, generator.network().stateDict(), info.toMetadata());
    try (TextGenerator opened = TextGenerator.open(file)) {
      assertThat(opened.sample("ab", 60, 0.8, 3)).isEqualTo(generator.sample("ab", 60, 0.8, 3));
      assertThat(opened.vocabulary().characters()).isEqualTo(CHARACTERS);
    }
    Safetensors.write(file, generator.network().stateDict(), Map.of());
    assertThatThrownBy(() -> TextGenerator.open(file)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("does not say which characters it writes");
    TextGeneratorInfo other = new TextGeneratorInfo(new CharRnn.Config(6, 9, 6, CharRnn.Cell.LSTM, 2, 0), CHARACTERS);
    Safetensors.write(file, generator.network().stateDict(), other.toMetadata());
    assertThatThrownBy(() -> TextGenerator.open(file)).isInstanceOf(CheckpointException.class);
    assertThatThrownBy(() -> new TextGeneratorInfo(info.config(), "abc"))
        .hasMessageContaining("does not fit a vocabulary of 3");
  }
}
