package dev.fovea.train.language;

import dev.fovea.data.CharacterText;
import dev.fovea.models.language.CharRnn;
import dev.fovea.train.TrainingOptions;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.ScheduleSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How to teach a network a text, character by character.
 *
 * @param name what run folders are called
 * @param seed of weights, dropout and the places where windows begin
 * @param model which network
 * @param data which text, and how it is read
 * @param optimizer how weights follow gradients
 * @param schedule how the learning rate changes
 * @param training how long and how carefully
 */
public record LanguageRecipe(String name, long seed, Model model, Data data, OptimizerSpec optimizer,
    ScheduleSpec schedule, TrainingOptions training) implements Recipe {
  /** Two layers of LSTM cells on tiny Shakespeare; best is the lowest loss. */
  public static final LanguageRecipe DEFAULT = new LanguageRecipe("char-rnn", 1, Model.DEFAULT, Data.DEFAULT,
      OptimizerSpec.DEFAULT, ScheduleSpec.DEFAULT,
      TrainingOptions.DEFAULT.withMonitor("loss", TrainingOptions.Goal.MIN).withClipNorm(5));

  /**
   * The shape of the network; it reads and writes the characters that the text has.
   *
   * @param cell {@code rnn}, {@code lstm} or {@code gru}
   * @param hidden width of each layer's state
   * @param layers recurrent layers on top of each other
   * @param dropout probability of dropping a value between layers, and before the scores
   */
  public record Model(CharRnn.Cell cell, long hidden, int layers, double dropout) {
    /** Two layers of 128 LSTM cells, as char-rnn's. */
    public static final Model DEFAULT = new Model(CharRnn.Cell.LSTM, 128, 2, 0);

    /** The network for so many characters. */
    CharRnn.Config config(int characters) {
      return new CharRnn.Config(characters, hidden, characters, cell, layers, dropout);
    }
  }

  /**
   * Which text, and how it is read.
   *
   * @param name {@code tinyshakespeare}, or {@code text:FILE} for a text of one's own, in UTF-8, plain or gzip
   * @param batchSize places of the text that are read side by side
   * @param window characters that each place goes on in a step: how far gradients go back; the state is carried on
   * @param testBatchSize most places of the validation part that are read side by side, each for 1,000 characters or
   *     more
   * @param trainPart the part of the text that is learned, from its start on; the rest validates
   */
  public record Data(String name, int batchSize, int window, int testBatchSize, double trainPart) {
    /** Tiny Shakespeare, split as nanoGPT splits it: the first nine tenths are learned. */
    public static final Data DEFAULT = new Data(CharacterText.TINY_SHAKESPEARE, 50, 50, 50, 0.9);

    /** Checks the ranges. */
    public Data {
      if (batchSize < 1 || window < 1 || testBatchSize < 1) {
        throw new IllegalArgumentException("expected batchSize, window and testBatchSize of 1 or more, got " + batchSize
            + ", " + window + " and " + testBatchSize);
      }
      if (!(trainPart > 0 && trainPart < 1)) {
        throw new IllegalArgumentException("trainPart: expected more than 0 and less than 1, got " + trainPart);
      }
    }

    private Data withFullPaths() {
      return name.startsWith(CharacterText.FILE)
          ? new Data(CharacterText.FILE + Path.of(name.substring(CharacterText.FILE.length())).toAbsolutePath()
              .normalize(), batchSize, window, testBatchSize, trainPart)
          : this;
    }
  }

  @Override
  public String network() {
    return "char_rnn " + model.cell().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String dataset() {
    return data.name();
  }

  @Override
  public LanguageRecipe with(String... assignments) {
    return with(List.of(assignments));
  }

  @Override
  public LanguageRecipe with(List<String> assignments) {
    return (LanguageRecipe) Recipe.super.with(assignments);
  }

  @Override
  public LanguageRecipe withFullPaths() {
    return new LanguageRecipe(name, seed, model, data.withFullPaths(), optimizer, schedule, training);
  }
}
