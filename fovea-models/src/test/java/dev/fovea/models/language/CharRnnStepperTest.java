package dev.fovea.models.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharRnnStepperTest {
  private static final int[] TEXT = {3, 1, 4, 1, 5, 0, 2, 6};

  @ParameterizedTest
  @CsvSource({"RNN, 1", "RNN, 3", "LSTM, 1", "LSTM, 3", "GRU, 1", "GRU, 3"})
  void readsAsTheNetworkDoes(CharRnn.Cell cell, int layers) {
    Generator.seedAll(2);
    try (CharRnn network = new CharRnn(new CharRnn.Config(7, 12, 9, cell, layers, 0.5)); Scope scope = Scope.open();
        CharRnnStepper stepper = new CharRnnStepper(network)) {
      network.eval();
      CharRnn.Output read = network.apply(Tensors.of(TEXT, 1, TEXT.length));
      for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < TEXT.length; i++) {
          assertThat(stepper.step(TEXT[i])).containsExactly(read.logits().get(0).get(i).toFloats(), within(1e-5f));
        }
        for (int layer = 0; layer < layers; layer++) {
          assertThat(stepper.hidden(layer))
              .containsExactly(read.state().h().get(layer).get(0).toFloats(), within(1e-5f));
        }
        stepper.reset();
      }
    }
  }

  @Test
  void leavesTheNetworkAndNoTensorsBehind() {
    try (CharRnn network = new CharRnn(new CharRnn.Config(7, 12, 9, CharRnn.Cell.LSTM, 2, 0));
        Scope scope = Scope.open()) {
      float[] before = network.namedParameters().get("rnn.weight_hh_l1").detach().toFloats();
      int owned = scope.size();
      try (CharRnnStepper stepper = new CharRnnStepper(network)) {
        stepper.step(3);
        assertThatThrownBy(() -> stepper.step(7)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("Expected a character from 0 to 6, got 7");
      }
      assertThat(scope.size()).isEqualTo(owned);
      assertThat(network.namedParameters().get("rnn.weight_hh_l1").detach().toFloats()).containsExactly(before);
      network.apply(Tensors.of(new long[] {1, 2}, 1, 2)).logits().sum().backward();
    }
  }
}
