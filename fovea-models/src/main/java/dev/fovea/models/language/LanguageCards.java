package dev.fovea.models.language;

import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** {@code char_rnn}: the scores of every next character of a text, their mean cross-entropy, and the last state. */
public final class LanguageCards implements ParityCards {
  @Override
  public void register() {
    ParityOps.network("char_rnn", CharRnn.class, LanguageCards::charRnn);
  }

  private static Map<String, Tensor> charRnn(CharRnn network, CardOptions options, Map<String, Tensor> inputs) {
    Tensor text = Objects.requireNonNull(inputs.get("text"), "text");            // (batch, length)
    long length = text.size(1);
    CharRnn.Output read = network.apply(text.narrow(1, 0, length - 1));          // (batch, length - 1, output)
    Tensor next = text.narrow(1, 1, length - 1);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("logits", read.logits());
    outputs.put("loss", new CrossEntropyLoss().apply(read.logits().flatten(0, 1), next.flatten(0, 1)));
    outputs.put("hidden", read.state().h());
    return outputs;
  }
}
