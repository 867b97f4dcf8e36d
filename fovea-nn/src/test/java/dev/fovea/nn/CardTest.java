package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers against the cards of reference implementations. */
class CardTest {
  @ParameterizedTest
  @ValueSource(strings = {"group_norm.json", "group_norm_layer_like.json"})
  void groupNorm(String file) {
    JsonNode card = Card.read(file);
    JsonNode config = card.get("config");
    GroupNorm norm = new GroupNorm(config.get("num_groups").asLong(), config.get("num_channels").asLong(),
        config.get("eps").asDouble());
    new Card(card).check(norm, x -> Map.of("out", norm.apply(x.get(0).mul(3.0).add(0.5))));
  }

  @Test
  void virtualBatchNorm() {
    VirtualBatchNorm norm = new VirtualBatchNorm(5);
    new Card(Card.read("virtual_batch_norm.json")).check(norm, x -> {
      VirtualBatchNorm.Reference reference = norm.reference(x.get(0));
      return Map.of("reference", reference.output(), "live", norm.apply(x.get(1), reference));
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"spade_norm.json", "spade_norm_instance.json"})
  void spade(String file) {
    JsonNode card = Card.read(file);
    JsonNode config = card.get("config");
    Spade norm = Spade.of(config.get("config_text").asText(), config.get("norm_nc").asLong(),
        config.get("label_nc").asLong());
    new Card(card).check(norm, x -> Map.of("out", norm.apply(x.get(0), x.get(1))));
    assertThat(norm.parameterCount()).isEqualTo(card.get("parameters").asLong());
  }

  @Test
  void frozenBatchNorm() {
    new Card(Card.read("frozen_batch_norm2d.json")).check(new Identity(), x -> {
      FrozenBatchNorm2d norm = new FrozenBatchNorm2d(5, 0);
      Map<String, Tensor> state = norm.stateDict();
      try (GradMode off = GradMode.noGrad()) {
        state.get("weight").copy_(x.get(1).add(0.5));
        state.get("bias").copy_(x.get(2));
        state.get("running_mean").copy_(x.get(3));
        state.get("running_var").copy_(x.get(4).add(0.25));
      }
      assertThat(norm.namedParameters()).isEmpty();
      return Map.of("out", norm.apply(x.get(0)));
    });
  }

  @Test
  void adaIn() {
    new Card(Card.read("adain.json")).check(new Identity(), x -> {
      Tensor out = new AdaIN().apply(x.get(0), x.get(1));
      Tensor cotangent =
          Tensors.of(Card.fill("adain:cotangent", out.numel()), out.shape())
              .to(DType.FLOAT32);
      List<Tensor> gradients = Autograd.grad(out.mul(cotangent).sum(), x);
      return Map.of("out", out.detach(), "grad_content", gradients.get(0), "grad_style", gradients.get(1));
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm_2layer.json", "lstm_bidirectional_proj.json", "lstm_packed.json",
      "gru_bidirectional.json", "rnn_tanh_relu.json"})
  void recurrent(String file) {
    JsonNode card = Card.read(file);
    JsonNode config = card.get("config");
    RecurrentOptions options = RecurrentOptions.DEFAULT.layers(config.get("num_layers").asInt())
        .bias(config.get("bias").asBoolean()).batchFirst(config.get("batch_first").asBoolean())
        .bidirectional(config.get("bidirectional").asBoolean()).projection(config.path("proj_size").asLong());
    long in = config.get("input_size").asLong();
    long hidden = config.get("hidden_size").asLong();
    if (file.startsWith("lstm")) {
      LSTM lstm = new LSTM(in, hidden, options);
      new Card(card).check(lstm, x -> run(lstm, x, config));
    } else {
      SingleStateNetwork network = file.startsWith("gru") ? new GRU(in, hidden, options)
          : new RNN(in, hidden, RNN.Nonlinearity.RELU, options);
      new Card(card).check(network, x -> {
        SingleStateNetwork.Output out = x.size() > 1 ? network.apply(x.get(0), x.get(1)) : network.apply(x.get(0));
        return Map.of("output", out.output(), "h_n", out.h());
      });
    }
  }

  private static Map<String, Tensor> run(LSTM lstm, List<Tensor> x, JsonNode config) {
    JsonNode lengths = config.get("packed_lengths");
    if (!lengths.isNull()) {
      LSTM.PackedOutput out = lstm.apply(PackedSequence.pack(x.get(0), Card.shape(lengths), true));
      return Map.of("output", out.output().unpack(true), "h_n", out.state().h(), "c_n", out.state().c());
    }
    LSTM.Output out = x.size() > 1 ? lstm.apply(x.get(0), new LSTM.State(x.get(1), x.get(2))) : lstm.apply(x.get(0));
    return Map.of("output", out.output(), "h_n", out.state().h(), "c_n", out.state().c());
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpolate_bicubic.json", "interpolate_bicubic_aa.json", "interpolate_bilinear.json",
      "interpolate_bilinear_ac.json", "interpolate_nearest_size.json", "interpolate_nearest_x2.json"})
  void interpolate(String file) {
    JsonNode card = Card.read(file);
    JsonNode config = card.get("config");
    String mode = config.get("mode").asText();
    boolean corners = config.get("align_corners").asBoolean();
    new Card(card).check(new Identity(), x -> Map.of("out", config.get("antialias").asBoolean()
        ? Sampling.interpolate(x.get(0), Card.shape(config.get("size")), null, mode, corners, false, true)
        : (config.get("size").isNull() ? new Upsample(config.get("scale_factor").asDouble(), mode, corners)
            : new Upsample(Card.shape(config.get("size")), mode, corners)).apply(x.get(0))));
  }

  @Test
  void packedEqualsEachSequenceAlone() {
    Scope.run(() -> {
      LSTM lstm = new LSTM(3, 4, RecurrentOptions.DEFAULT.bidirectional(true));
      Tensor padded = Tensors.randn(5, 2, 3);
      LSTM.PackedOutput out = lstm.apply(PackedSequence.pack(padded, new long[] {3, 5}, false));
      LSTM.Output alone = lstm.apply(padded.slice(0, 0, 3).slice(1, 0, 1));
      assertThat(out.output().unpack(false).slice(0, 0, 3).slice(1, 0, 1).sub(alone.output()).abs().max().item())
          .isLessThan(1e-6);
      assertThat(out.state().c().slice(1, 0, 1).sub(alone.state().c()).abs().max().item()).isLessThan(1e-6);
      assertThat(out.output().unpack(false).slice(0, 3, 5).slice(1, 0, 1).abs().max().item()).isZero();
    });
  }
}
