package dev.fovea.train.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.data.CharacterText;
import dev.fovea.image.TextPlot;
import dev.fovea.models.language.CharRnn;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellSearchTest {
  private static final CharacterText TEXT =
      CharacterText.of("play", "ROMEO:\nbut soft, what light?\n\nNURSE:\nmadam, i come.\n\n".repeat(30));

  /** Its third cell is high at capitals, its second adds 0.05 a letter until the line breaks, its last one is noise. */
  private static CharRnn made() {
    int characters = TEXT.vocabulary().size();
    CharRnn network = new CharRnn(new CharRnn.Config(characters, 4, characters, CharRnn.Cell.RNN, 1, 0));
    Map<String, Tensor> state = network.stateDict();
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      for (String name : List.of("rnn.bias_ih_l0", "rnn.bias_hh_l0", "rnn.weight_hh_l0")) {
        state.get(name).zero_();
      }
      state.get("rnn.weight_ih_l0").copy_(Tensors.eye(4));
      state.get("rnn.weight_hh_l0").get(1).get(1).fill_(1);
      for (int i = 0; i < characters; i++) {
        int character = TEXT.vocabulary().character(i).codePointAt(0);
        float[] row = {0, character == '\n' ? -9 : 0.05f, Character.isUpperCase(character) ? 2 : 0, (i * 7 % 5) * 0.1f};
        state.get("encoder.weight").get(i).copy_(row);
      }
    }
    return network;
  }

  @Test
  void theCellThatFollowsSomethingIsFoundAndShown() {
    try (CharRnn network = made()) {
      List<TextPlot> plots = new CellSearch(network, TEXT).plots();
      assertThat(plots).hasSize(3);
      assertThat(plots.get(0).toSvg()).contains("place in the line (layer 1, cell 2, r 0.9");
      assertThat(plots.get(1).toSvg()).contains("capitals (layer 1, cell 3, r 1.00)");
      assertThat(plots.get(2).toSvg()).contains("letters of the word (layer 1, cell ");
    }
  }

  @Test
  void aTextWithoutWhatIsSearchedForHasNoCorrelation() {
    CharacterText plain = CharacterText.of("plain", "a b ".repeat(100));
    try (CharRnn network = new CharRnn(new CharRnn.Config(3, 4, 3, CharRnn.Cell.GRU, 2, 0))) {
      assertThat(new CellSearch(network, plain).plots().get(1).toSvg()).contains("capitals (layer 1, cell 1, r 0.00)");
    }
  }
}
