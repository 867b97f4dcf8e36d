package dev.fovea.models.language;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one text a character at a time, as {@link CharRnn} in evaluation mode does, but many times faster: products of
 * matrix and vector, no graph, and the first layer's product with each character's vector taken beforehand.
 *
 * <pre>{@code
 * try (CharRnnStepper stepper = new CharRnnStepper(network)) {
 *   float[] scores = stepper.step(17);   // of what follows character 17
 * }
 * }</pre>
 *
 * <p>It reads with the network's weights as they were when it was made; keep the network open. For one thread.
 */
public final class CharRnnStepper implements AutoCloseable {
  private final CharRnn.Config config;
  private final Tensor table;
  private final List<Layer> layers = new ArrayList<>();
  private final Tensor decoder;
  private final Tensor decoderBias;

  /** A layer's weights, and its state; {@code input} is null for the first, which reads from the table. */
  private record Layer(@Nullable Tensor input, Tensor inputBias, Tensor hidden, Tensor hiddenBias, Tensor h,
      Tensor c) {}

  /** A reader at the start of a text. */
  public CharRnnStepper(CharRnn network) {
    this.config = network.config();
    Map<String, Tensor> state = network.stateDict();
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      this.decoder = weight(state, "decoder.weight");                                       // (output, hidden)
      this.decoderBias = weight(state, "decoder.bias");
      for (int k = 0; k < config.nLayers(); k++) {
        layers.add(new Layer(k == 0 ? null : weight(state, "rnn.weight_ih_l" + k), weight(state, "rnn.bias_ih_l" + k),
            weight(state, "rnn.weight_hh_l" + k), weight(state, "rnn.bias_hh_l" + k),
            Scope.release(Tensors.zerosLike(decoder.get(0))), Scope.release(Tensors.zerosLike(decoder.get(0)))));
      }
      this.table = Scope.release(weight(state, "encoder.weight").mm(weight(state, "rnn.weight_ih_l0").t())
          .add(weight(state, "rnn.bias_ih_l0")));                                           // (input, gates x hidden)
    }
  }

  private static Tensor weight(Map<String, Tensor> state, String name) {
    return Scope.release(Objects.requireNonNull(state.get(name), name).detach());
  }

  /**
   * Reads a character.
   *
   * @param character its number, from 0 on and below {@code inputSize}
   * @return scores of the one that follows, (output)
   * @throws IllegalArgumentException if there is no such character
   */
  public float[] step(int character) {
    if (character < 0 || character >= config.inputSize()) {
      throw new IllegalArgumentException("Expected a character from 0 to " + (config.inputSize() - 1) + ", got "
          + character);
    }
    try (Scope scope = Scope.open(); GradMode off = GradMode.inference()) {
      Tensor x = null;
      for (Layer layer : layers) {
        Tensor fromInput = layer.input == null || x == null ? table.get(character)
            : layer.input.matmul(x).add_(layer.inputBias);
        Tensor fromState = layer.hidden.matmul(layer.h).add_(layer.hiddenBias);
        switch (config.model()) {
          case RNN -> layer.h.copy_(fromState.add_(fromInput).tanh());
          case LSTM -> lstm(layer, fromState.add_(fromInput));
          case GRU -> gru(layer, fromInput, fromState);
        }
        x = layer.h;
      }
      return decoder.matmul(Objects.requireNonNull(x)).add_(decoderBias).toFloats();
    }
  }

  /** c' = f c + i g and h' = o tanh(c'), with the gates i, f, g, o one after the other. */
  private void lstm(Layer layer, Tensor gates) {
    Tensor g = part(gates, 2, 1).tanh();
    Tensor open = gates.sigmoid_();
    layer.c.mul_(part(open, 1, 1)).add_(part(open, 0, 1).mul(g));
    layer.h.copy_(layer.c.tanh().mul_(part(open, 3, 1)));
  }

  /** n = tanh(W x + r U h) and h' = n + z (h - n), with the gates r, z and n one after the other. */
  private void gru(Layer layer, Tensor fromInput, Tensor fromState) {
    Tensor open = part(fromInput, 0, 2).add(part(fromState, 0, 2)).sigmoid_();
    Tensor n = part(fromState, 2, 1).mul_(part(open, 0, 1)).add_(part(fromInput, 2, 1)).tanh();
    layer.h.sub_(n).mul_(part(open, 1, 1)).add_(n);
  }

  private Tensor part(Tensor gates, int from, int count) {
    return gates.narrow(0, from * config.hiddenSize(), count * config.hiddenSize());
  }

  /** The hidden state of a layer now, (hidden). */
  public float[] hidden(int layer) {
    return layers.get(layer).h.toFloats();
  }

  /** Goes back to the start of a text. */
  public void reset() {
    layers.forEach(layer -> {
      layer.h.zero_();
      layer.c.zero_();
    });
  }

  @Override
  public void close() {
    table.close();
    decoder.close();
    decoderBias.close();
    for (Layer layer : layers) {
      if (layer.input != null) {
        layer.input.close();
      }
      layer.inputBias.close();
      layer.hidden.close();
      layer.hiddenBias.close();
      layer.h.close();
      layer.c.close();
    }
  }
}
