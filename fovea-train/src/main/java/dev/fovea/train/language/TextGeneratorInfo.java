package dev.fovea.train.language;

import dev.fovea.data.CharacterVocabulary;
import dev.fovea.models.language.CharRnn;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.train.run.Metadata;
import java.util.Map;

/**
 * What it takes to write with a network's weights: stands in the metadata of every file of weights that a run writes.
 *
 * @param config the network's shape
 * @param characters those that it knows, in the order of their numbers
 */
public record TextGeneratorInfo(CharRnn.Config config, String characters) {
  private static final String KEY = "fovea.text-generator";

  /** Fails where the network's sizes are not the number of characters. */
  public TextGeneratorInfo {
    int count = CharacterVocabulary.of(characters).size();
    if (config.inputSize() != count || config.outputSize() != count) {
      throw new IllegalArgumentException("a network for " + config.inputSize() + " characters in and "
          + config.outputSize() + " out does not fit a vocabulary of " + count);
    }
  }

  /** The characters with their numbers. */
  public CharacterVocabulary vocabulary() {
    return CharacterVocabulary.of(characters);
  }

  /** As metadata of a file. */
  public Map<String, String> toMetadata() {
    return Metadata.of(KEY, this);
  }

  /**
   * From a file's metadata.
   *
   * @throws CheckpointException if it has none, or none that can be read
   */
  public static TextGeneratorInfo fromMetadata(Map<String, String> metadata, String source) {
    return Metadata.read(metadata, KEY, TextGeneratorInfo.class, source).orElseThrow(() -> new CheckpointException(
        source + " does not say which characters it writes; give the weights of a run that learned a text, such as "
            + "fovea train char-rnn-shakespeare makes"));
  }
}
