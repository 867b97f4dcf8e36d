package dev.fovea.models.parity;

import dev.fovea.nn.GRU;
import dev.fovea.nn.LSTM;
import dev.fovea.nn.PackedSequence;
import dev.fovea.nn.RNN;
import dev.fovea.nn.RecurrentOptions;
import dev.fovea.nn.SingleStateNetwork;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code nn_rnn}, {@code nn_lstm} and {@code nn_gru}, with the options of {@code torch.nn} and packed lengths. */
final class RecurrentCards {
  private RecurrentCards() {}

  static void register() {
    ParityOps.operation("nn_lstm",
        options -> new LSTM(options.whole("input_size"), options.whole("hidden_size"), options(options)),
        RecurrentCards::lstm);
    ParityOps.operation("nn_gru",
        options -> new GRU(options.whole("input_size"), options.whole("hidden_size"), options(options)),
        RecurrentCards::single);
    ParityOps.operation("nn_rnn",
        options -> new RNN(options.whole("input_size"), options.whole("hidden_size"),
            options.text("nonlinearity", "tanh").equals("relu") ? RNN.Nonlinearity.RELU : RNN.Nonlinearity.TANH,
            options(options)),
        RecurrentCards::single);
  }

  private static RecurrentOptions options(CardOptions options) {
    return RecurrentOptions.DEFAULT.layers((int) options.whole("num_layers", 1)).bias(options.flag("bias", true))
        .batchFirst(options.flag("batch_first", false)).dropout(options.number("dropout", 0))
        .bidirectional(options.flag("bidirectional", false)).projection(options.whole("proj_size", 0));
  }

  private static Map<String, Tensor> lstm(LSTM lstm, CardOptions options, Map<String, Tensor> inputs) {
    Tensor x = inputs.get("x");
    LSTM.State first = inputs.containsKey("h0") ? new LSTM.State(inputs.get("h0"), inputs.get("c0")) : null;
    if (options.has("packed_lengths")) {
      PackedSequence packed = packed(x, options);
      LSTM.PackedOutput output = first == null ? lstm.apply(packed) : lstm.apply(packed, first);
      return named(padded(output.output(), options), output.state().h(), output.state().c());
    }
    LSTM.Output output = first == null ? lstm.apply(x) : lstm.apply(x, first);
    return named(output.output(), output.state().h(), output.state().c());
  }

  private static Map<String, Tensor> single(SingleStateNetwork network, CardOptions options,
      Map<String, Tensor> inputs) {
    Tensor x = inputs.get("x");
    Tensor first = inputs.get("h0");
    if (options.has("packed_lengths")) {
      PackedSequence packed = packed(x, options);
      SingleStateNetwork.PackedOutput output = first == null ? network.apply(packed) : network.apply(packed, first);
      return named(padded(output.output(), options), output.h());
    }
    SingleStateNetwork.Output output = first == null ? network.apply(x) : network.apply(x, first);
    return named(output.output(), output.h());
  }

  private static PackedSequence packed(Tensor x, CardOptions options) {
    return PackedSequence.pack(x, options.wholes("packed_lengths"), options.flag("batch_first", false));
  }

  private static Tensor padded(PackedSequence output, CardOptions options) {
    return output.unpack(options.flag("batch_first", false));
  }

  private static Map<String, Tensor> named(Tensor output, Tensor... states) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("output", output);
    outputs.put("h_n", states[0]);
    if (states.length > 1) {
      outputs.put("c_n", states[1]);
    }
    return outputs;
  }
}
