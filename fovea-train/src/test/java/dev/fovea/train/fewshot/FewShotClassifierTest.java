package dev.fovea.train.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.DataException;
import dev.fovea.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FewShotClassifierTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aPictureOfTheSupportIsItsOwnClassAlsoAloneAndTurnedIntoAPhotograph(int views) {
    try (FewShotClassifier classifier = ProtoNets.classifier(views)) {
      for (int i = 0; i < 5; i++) {
        classifier.addClass("class " + i, List.of(Scribbles.draw(i, 0)));
      }
      List<Image> pictures = IntStream.range(0, 5).mapToObj(i -> Scribbles.draw(i, 0)).toList();
      for (int i = 0; i < 5; i++) {
        float[] together = classifier.classify(pictures).get(i).probabilities();
        float[] alone = classifier.classify(pictures.get(i)).probabilities();
        assertThat(together).containsExactly(alone, within(1e-4f));
        assertThat(classifier.classify(pictures.get(i)).best().name()).isEqualTo("class " + i);
      }
      Image inverted = pictures.get(2).copy();
      for (int i = 0; i < inverted.data().length; i++) {
        inverted.data()[i] = (byte) ~inverted.data()[i];
      }
      assertThat(classifier.classify(inverted).probabilities())
          .containsExactly(classifier.classify(pictures.get(2)).probabilities(), within(1e-4f));
    }
  }

  @Test
  void aClassMayGrowAndIsTheMeanOfItsPictures() {
    try (FewShotClassifier grown = ProtoNets.classifier(1); FewShotClassifier whole = ProtoNets.classifier(1)) {
      List<Image> pictures = IntStream.range(0, 70).mapToObj(hand -> Scribbles.draw(1, hand)).toList();
      grown.addClass("a", pictures.subList(0, 1)).addClass("b", List.of(Scribbles.draw(2, 0)))
          .addClass("a", pictures.subList(1, 70));
      whole.addClass("a", pictures).addClass("b", List.of(Scribbles.draw(2, 0)));
      assertThat(grown.classes()).containsExactly("a", "b");
      Image query = Scribbles.draw(5, 5);
      assertThat(grown.classify(query).probabilities())
          .containsExactly(whole.classify(query).probabilities(), within(1e-4f));
      assertThat(Arrays.hashCode(whole.classify(query).probabilities()))
          .isEqualTo(Arrays.hashCode(whole.classify(query).probabilities()));
    }
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    try (FewShotClassifier classifier = ProtoNets.classifier(1)) {
      assertThatThrownBy(() -> classifier.addClass("none", List.of())).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'none' needs at least one picture");
      Image white = new Image(20, 20, 3);
      Arrays.fill(white.data(), (byte) 255);
      assertThatThrownBy(() -> classifier.addClass("empty", List.of(white)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("nothing drawn");
      classifier.addClass("only", List.of(Scribbles.draw(1, 1)));
      assertThatThrownBy(() -> classifier.classify(Scribbles.draw(1, 2))).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("at least two, got [only]");
      assertThatThrownBy(() -> classifier.addClasses(temp)).isInstanceOf(DataException.class)
          .hasMessageContaining("no class folders");
      Scribbles.write(temp, 0, 2, 2);
      white.write(temp.resolve("character01/9.png"));
      assertThatThrownBy(() -> classifier.addClasses(temp)).isInstanceOf(DataException.class)
          .hasMessageContaining("9.png").hasMessageContaining("nothing drawn");
      Files.writeString(temp.resolve("character00/0.png"), "no picture");
      assertThatThrownBy(() -> classifier.addClasses(temp)).isInstanceOf(DataException.class)
          .hasMessageContaining("0.png");
    }
  }
}
