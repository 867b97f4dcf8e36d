package dev.fovea.train.language;

import dev.fovea.data.CharacterVocabulary;
import dev.fovea.data.SplitMix64;
import dev.fovea.models.Models;
import dev.fovea.models.language.CharRnn;
import dev.fovea.models.language.CharRnnStepper;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Writes text as a network has learned to: each character drawn from what the network expects after those before.
 *
 * <pre>{@code
 * try (TextGenerator generator = TextGenerator.open(Path.of("runs/char-rnn-shakespeare-20260131-142501"))) {
 *   System.out.println(generator.sample("ROMEO:", 500, 0.8, 1));
 * }
 * }</pre>
 *
 * <p>Any number of threads may use one generator.
 */
public final class TextGenerator implements AutoCloseable {
  private final CharRnn network;
  private final CharacterVocabulary vocabulary;

  /** A generator that owns the network. */
  public TextGenerator(CharRnn network, TextGeneratorInfo info) {
    this.network = network;
    this.vocabulary = info.vocabulary();
  }

  /**
   * The best weights of a run, or a file of weights that a run wrote.
   *
   * @throws dev.fovea.nn.checkpoint.CheckpointException if the file is damaged or holds no network that writes
   */
  public static TextGenerator open(Path runOrWeights) {
    return open(runOrWeights, Device.CPU);
  }

  /** The best weights of a run, or a file of weights that a run wrote, on a device; for one text a CPU is fastest. */
  public static TextGenerator open(Path runOrWeights, Device device) {
    Path file = Files.isDirectory(runOrWeights) ? RunFolder.open(runOrWeights).weights() : runOrWeights;
    try (Scope scope = Scope.open()) {
      StateDict weights = Checkpoints.load(file);
      TextGeneratorInfo info = TextGeneratorInfo.fromMetadata(weights.metadata(), file.toString());
      CharRnn network = new CharRnn(info.config());
      try {
        Models.load(network, weights);
        network.to(device);
        network.eval();
        return new TextGenerator(network, info);
      } catch (RuntimeException e) {
        network.close();
        throw e;
      }
    }
  }

  /** The characters that it knows. */
  public CharacterVocabulary vocabulary() {
    return vocabulary;
  }

  /** The network. */
  public CharRnn network() {
    return network;
  }

  /** A text that goes on from a prime, without it; see {@link #sample(String, int, double, long, Consumer)}. */
  public String sample(String prime, int length, double temperature, long seed) {
    StringBuilder text = new StringBuilder();
    sample(prime, length, temperature, seed, text::append);
    return text.toString();
  }

  /**
   * Writes a text that goes on from a prime, character by character.
   *
   * @param prime the text before, which is read and not written; if empty, the text begins as after a line break, or
   *     after the first character of the vocabulary where that has no line break
   * @param length characters to write
   * @param temperature what the scores are divided by: 1 draws as the network expects, less is more cautious, more is
   *     bolder; 0 always takes the most probable character
   * @param seed of the draws; the same seed writes the same text
   * @param each hears every character as it is written
   * @throws IllegalArgumentException if the network does not know a character of the prime (names those), or for a
   *     negative length or temperature
   */
  public void sample(String prime, int length, double temperature, long seed, Consumer<String> each) {
    if (length < 0) {
      throw new IllegalArgumentException("length: expected 0 or more, got " + length);
    }
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature: expected 0 or more, got " + temperature);
    }
    int[] read = prime.isEmpty() ? new int[] {start()} : encode(prime);
    SplitMix64 random = SplitMix64.of(seed);
    try (CharRnnStepper stepper = new CharRnnStepper(network)) {
      float[] scores = {};
      for (int character : read) {
        scores = stepper.step(character);
      }
      for (int i = 0; i < length; i++) {
        int next = temperature == 0 ? best(scores) : draw(scores, temperature, (random.nextLong() >>> 11) * 0x1p-53);
        each.accept(vocabulary.character(next));
        if (i + 1 < length) {
          scores = stepper.step(next);
        }
      }
    }
  }

  private int[] encode(String prime) {
    try {
      return vocabulary.encode(prime);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("prime: " + e.getMessage(), e);
    }
  }

  private int start() {
    int lineBreak = vocabulary.characters().indexOf('\n');
    return lineBreak < 0 ? 0 : vocabulary.encode("\n")[0];
  }

  private static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  /** The character at a point in [0, 1) of the softmax of scores / temperature, laid end to end. */
  static int draw(float[] scores, double temperature, double point) {
    double highest = scores[best(scores)];
    double[] sums = new double[scores.length];
    double total = 0;
    for (int i = 0; i < scores.length; i++) {
      total += Math.exp((scores[i] - highest) / temperature);
      sums[i] = total;
    }
    int at = 0;
    while (at < scores.length - 1 && sums[at] <= point * total) {
      at++;
    }
    return at;
  }

  /** Frees the network. */
  @Override
  public void close() {
    network.close();
  }
}
