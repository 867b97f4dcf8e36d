package dev.fovea.train.language;

import dev.fovea.models.language.CharRnn;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Metrics;
import org.jspecify.annotations.Nullable;

/** How surprised a network is by a text that it reads window by window, with its state carried on. */
final class TextTally implements AutoCloseable {
  private static final CrossEntropyLoss SUM = new CrossEntropyLoss().withReduction(LossKernels.Reduction.SUM);

  private final CharRnn network;
  private CharRnn.@Nullable State state;
  private @Nullable Tensor nats;
  private long characters;

  TextTally(CharRnn network) {
    this.network = network;
  }

  /**
   * Reads the next window.
   *
   * @param text (streams, length)
   * @param target the characters that follow, -100 for none
   * @param count of those that there are
   */
  void add(Tensor text, Tensor target, int count) {
    CharRnn.Output read = state == null ? network.apply(text) : network.apply(text, state);
    Tensor sum = SUM.apply(read.logits().flatten(0, 1).to(DType.FLOAT32), target.flatten(0)).to(DType.FLOAT64);
    Tensor total = Scope.release(nats == null ? sum : nats.add(sum));
    CharRnn.State next = Scope.release(read.state());
    close();
    nats = total;
    state = next;
    characters += count;
  }

  /** Cross-entropy in nats a character, the same in bits, and the perplexity of a character. */
  Metrics metrics() {
    double loss = nats == null ? Double.NaN : nats.item() / characters;
    return Metrics.of("loss", loss).and("bits", loss / Math.log(2)).and("perplexity", Math.exp(loss));
  }

  @Override
  public void close() {
    if (nats != null) {
      nats.close();
    }
    if (state != null) {
      state.h().close();
      Tensor c = state.c();
      if (c != null) {
        c.close();
      }
    }
  }
}
