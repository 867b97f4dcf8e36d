package dev.fovea.models.language;

import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import java.util.List;

/** The registry entries of the networks in this package; text is read as vectors of one 1 among zeros. */
public final class LanguageModels implements ModelCatalogue {
  private static final String CHAPTER = "language";
  private static final Paper CHAR_RNN = new Paper("The Unreasonable Effectiveness of Recurrent Neural Networks",
      "Karpathy", 2015, "blog", "https://karpathy.github.io/2015/05/21/rnn-effectiveness/");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(
        new ModelEntry<>("char_rnn", List.of(), CHAPTER, CHAR_RNN, CharRnn.CHAR_RNN, CharRnn::new,
            c -> new InputShape(Math.toIntExact(c.inputSize()), 1, 1), 80_700, List.of()));
  }
}
