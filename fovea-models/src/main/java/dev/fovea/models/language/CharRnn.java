package dev.fovea.models.language;

import dev.fovea.nn.Dropout;
import dev.fovea.nn.Embedding;
import dev.fovea.nn.GRU;
import dev.fovea.nn.LSTM;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.RNN;
import dev.fovea.nn.RecurrentNetwork;
import dev.fovea.nn.RecurrentOptions;
import dev.fovea.nn.SingleStateNetwork;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent network that reads a text character by character and scores what comes next.
 *
 * <p>Karpathy, The Unreasonable Effectiveness of Recurrent Neural Networks, 2015, after Sutskever et al., Generating
 * Text with Recurrent Neural Networks, 2011; with the names of spro/char-rnn.pytorch.
 *
 * <pre>{@code
 * CharRnn network = new CharRnn(CharRnn.CHAR_RNN);
 * CharRnn.Output read = network.apply(characters);                  // (batch, length)
 * CharRnn.Output more = network.apply(next, read.state().detach()); // goes on where the first call ended
 * }</pre>
 */
public final class CharRnn extends Module {
  /** {@code char_rnn}: one layer of 100 gated units over the 100 printable characters of ASCII. */
  public static final Config CHAR_RNN = new Config(100, 100, 100, Cell.GRU, 1, 0);

  /** How the state follows from the one before and the character read. */
  public enum Cell {
    /** h' = tanh(W x + U h + b). Elman, 1990. */
    RNN,
    /** With a memory cell behind gates. Hochreiter and Schmidhuber, 1997. */
    LSTM,
    /** With two gates. Cho et al., 2014. */
    GRU
  }

  /**
   * The shape of a character network.
   *
   * @param inputSize characters that it can read
   * @param hiddenSize width of the characters' vectors and of each layer's state
   * @param outputSize characters that it can write
   * @param model the cell
   * @param nLayers recurrent layers on top of each other
   * @param dropout probability of dropping a value between layers, and before the scores, while training
   */
  public record Config(long inputSize, long hiddenSize, long outputSize, Cell model, int nLayers, double dropout) {
    /** Checks the sizes. */
    public Config {
      if (inputSize < 1 || hiddenSize < 1 || outputSize < 1 || nLayers < 1) {
        throw new IllegalArgumentException("input_size, hidden_size, output_size, n_layers: expected 1 or more, got "
            + inputSize + ", " + hiddenSize + ", " + outputSize + ", " + nLayers);
      }
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException("dropout: expected 0 or more and less than 1, got " + dropout);
      }
    }
  }

  /**
   * What the network remembers of the text so far.
   *
   * @param h hidden state of each layer, (layers, batch, hidden)
   * @param c memory cells of each layer, (layers, batch, hidden); only with LSTM cells
   */
  public record State(Tensor h, @Nullable Tensor c) {
    /** The same values without their history: where back-propagation through time is cut. */
    public State detach() {
      return new State(h.detach(), c == null ? null : c.detach());
    }
  }

  /**
   * What reading a text gives.
   *
   * @param logits scores of the character after each one that was read, (batch, length, output)
   * @param state what is remembered after the last one
   */
  public record Output(Tensor logits, State state) {}

  private final Config config;
  private final Embedding encoder;
  private final RecurrentNetwork rnn;
  private final Dropout drop;
  private final Linear decoder;

  /** With vectors of normal values and weights uniform in +-1/sqrt(hidden). */
  public CharRnn(Config config) {
    this.config = config;
    long hidden = config.hiddenSize;
    RecurrentOptions options =
        RecurrentOptions.DEFAULT.layers(config.nLayers).batchFirst(true).dropout(config.dropout);
    this.encoder = child("encoder", new Embedding(config.inputSize, hidden));
    this.rnn = child("rnn", switch (config.model) {
      case RNN -> new RNN(hidden, hidden, RNN.Nonlinearity.TANH, options);
      case LSTM -> new LSTM(hidden, hidden, options);
      case GRU -> new GRU(hidden, hidden, options);
    });
    this.drop = child("drop", new Dropout(config.dropout));
    this.decoder = child("decoder", new Linear(hidden, config.outputSize));
  }

  /** Its shape. */
  public Config config() {
    return config;
  }

  /** Reads characters (batch, length), int64, from a state of zeros. */
  public Output apply(Tensor text) {
    check(text);
    return call(text, () -> read(text, zeros(text.size(0))));
  }

  /** Reads characters (batch, length), int64, on from a state. */
  public Output apply(Tensor text, State state) {
    check(text);
    return call(text, () -> read(text, state));
  }

  /** The state before the first character: zeros. */
  public State zeros(long batch) {
    Tensor weight = decoder.weight();
    Tensor h = Tensors.zeros(weight.dtype(), weight.device(), config.nLayers, batch,
        config.hiddenSize);
    return new State(h, rnn instanceof LSTM ? Tensors.zerosLike(h) : null);
  }

  private Output read(Tensor text, State state) {
    Tensor vectors = encoder.apply(text);                                       // (batch, length, hidden)
    if (rnn instanceof LSTM lstm) {
      LSTM.Output steps = lstm.apply(vectors, new LSTM.State(state.h, cells(state)));
      return new Output(scores(steps.output()), new State(steps.state().h(), steps.state().c()));
    }
    SingleStateNetwork.Output steps = ((SingleStateNetwork) rnn).apply(vectors, state.h);
    return new Output(scores(steps.output()), new State(steps.h(), null));
  }

  private Tensor scores(Tensor steps) {
    return decoder.apply(drop.apply(steps));                                    // (batch, length, output)
  }

  private static Tensor cells(State state) {
    if (state.c == null) {
      throw new TensorException("CharRnn: expected a state with memory cells, got one without; take it from a network "
          + "with LSTM cells, or start from zeros");
    }
    return state.c;
  }

  private static void check(Tensor text) {
    if (text.dim() != 2 || text.size(0) < 1 || text.size(1) < 1) {
      throw new TensorException("CharRnn: expected characters (batch, length) of at least one each, got "
          + text.describe());
    }
  }
}
