package dev.fovea.models.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.nn.optim.Adam;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CharRnnTest {
  private static CharRnn network(CharRnn.Cell cell, double dropout) {
    Generator.seedAll(5);
    return new CharRnn(new CharRnn.Config(9, 16, 9, cell, 2, dropout));
  }

  private static Tensor text(long batch, long length) {
    return Tensors.randint(0, 9, new Generator(1), batch, length);
  }

  @ParameterizedTest
  @EnumSource(CharRnn.Cell.class)
  void readingInPartsIsReadingAtOnce(CharRnn.Cell cell) {
    try (CharRnn network = network(cell, 0.5); Scope scope = Scope.open()) {
      network.eval();
      Tensor text = text(3, 11);
      CharRnn.Output whole = network.apply(text);
      CharRnn.Output first = network.apply(text.narrow(1, 0, 4));
      CharRnn.Output rest = network.apply(text.narrow(1, 4, 7), first.state().detach());
      assertThat(whole.logits().shape()).containsExactly(3, 11, 9);
      assertThat(difference(Tensors.cat(List.of(first.logits(), rest.logits()), 1), whole.logits())).isLessThan(1e-6);
      assertThat(difference(rest.state().h(), whole.state().h())).isLessThan(1e-6);
      assertThat(rest.state().c() == null).isEqualTo(cell != CharRnn.Cell.LSTM);
    }
  }

  @ParameterizedTest
  @EnumSource(CharRnn.Cell.class)
  void textsOfABatchDoNotMix(CharRnn.Cell cell) {
    try (CharRnn network = network(cell, 0); Scope scope = Scope.open()) {
      Tensor texts = text(3, 6);
      CharRnn.Output together = network.apply(texts);
      for (int i = 0; i < 3; i++) {
        CharRnn.Output alone = network.apply(texts.narrow(0, i, 1));
        assertThat(difference(alone.logits(), together.logits().narrow(0, i, 1))).isLessThan(1e-6);
        assertThat(difference(alone.state().h(), together.state().h().narrow(1, i, 1))).isLessThan(1e-6);
      }
    }
  }

  /** With the state cut off, no gradient reaches what came before; with it whole, one does. */
  @ParameterizedTest
  @EnumSource(CharRnn.Cell.class)
  void detachingCutsBackPropagationThroughTime(CharRnn.Cell cell) {
    try (CharRnn network = network(cell, 0); Scope scope = Scope.open()) {
      Tensor before = Tensors.of(new long[] {7}, 1, 1);
      Tensor after = Tensors.of(new long[] {2}, 1, 1);
      Tensor vectors = network.namedParameters().get("encoder.weight");
      network.apply(after, network.apply(before).state().detach()).logits().sum().backward();
      assertThat(vectors.grad().get(7).abs().sum().item()).isZero();
      assertThat(vectors.grad().get(2).abs().sum().item()).isPositive();
      network.zeroGrad();
      network.apply(after, network.apply(before).state()).logits().sum().backward();
      assertThat(vectors.grad().get(7).abs().sum().item()).isPositive();
    }
  }

  @Test
  void dropoutIsForTrainingOnly() {
    try (CharRnn network = network(CharRnn.Cell.LSTM, 0.5); Scope scope = Scope.open()) {
      Tensor text = text(2, 5);
      assertThat(difference(network.apply(text).logits(), network.apply(text).logits())).isPositive();
      network.eval();
      assertThat(difference(network.apply(text).logits(), network.apply(text).logits())).isZero();
    }
  }

  /** The next letter of "abcabd": after ab comes c the first time, d the second, so a state is needed. */
  @ParameterizedTest
  @EnumSource(CharRnn.Cell.class)
  void learnsWhatNeedsMemory(CharRnn.Cell cell) {
    try (CharRnn network = network(cell, 0); Scope scope = Scope.open()) {
      Tensor text = Tensors.of(new long[] {0, 1, 2, 0, 1, 3, 0, 1, 2, 0, 1, 3, 0}, 1, 13);
      Tensor next = text.narrow(1, 1, 12).flatten(0);
      try (Adam adam = new Adam(network.parameters(), 0.02)) {
        for (int step = 0; step < 120; step++) {
          Scope.run(() -> {
            network.zeroGrad();
            new CrossEntropyLoss().apply(network.apply(text.narrow(1, 0, 12)).logits().flatten(0, 1), next).backward();
            adam.step();
          });
        }
      }
      assertThat(network.apply(text.narrow(1, 0, 12)).logits().argmax(2).toLongs()).containsExactly(next.toLongs());
    }
  }

  @Test
  void wrongInputIsNamed() {
    try (CharRnn network = network(CharRnn.Cell.LSTM, 0); CharRnn gated = network(CharRnn.Cell.GRU, 0);
        Scope scope = Scope.open()) {
      assertThatThrownBy(() -> network.apply(text(1, 4).flatten(0))).isInstanceOf(TensorException.class)
          .hasMessageContaining("expected characters (batch, length)").hasMessageContaining("[4]");
      assertThatThrownBy(() -> network.apply(text(1, 4).add(8))).isInstanceOf(TensorException.class);
      assertThatThrownBy(() -> network.apply(text(1, 4), gated.zeros(1))).isInstanceOf(TensorException.class)
          .hasMessageContaining("memory cells");
      assertThatThrownBy(() -> network.apply(text(1, 4), network.zeros(2))).isInstanceOf(TensorException.class);
    }
    assertThatThrownBy(() -> Models.create("char_rnn", ModelConfig.of("dropout", 1.0)))
        .hasMessageContaining("dropout: expected 0 or more and less than 1, got 1.0");
    assertThatThrownBy(() -> Models.create("char_rnn", ModelConfig.of("n_layers", 0))).hasMessageContaining("n_layers");
    assertThatThrownBy(() -> Models.create("char_rnn", ModelConfig.of("model", "cnn")))
        .hasMessageContaining("rnn, lstm, gru");
  }

  private static double difference(Tensor a, Tensor b) {
    return a.sub(b).abs().max().item();
  }
}
