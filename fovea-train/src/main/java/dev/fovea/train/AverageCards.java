package dev.fovea.train;

import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.nn.Module;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code model_ema} and {@code ema_update}. */
public final class AverageCards implements ParityCards {
  /** A network that is one tensor. */
  private static final class Weights extends Module {
    private final Tensor weights;

    Weights(Tensor initial) {
      weights = parameter("weights", initial.detach().clone());
    }

    void set(Tensor values) {
      try (GradMode off = GradMode.noGrad()) {
        weights.copy_(values);
      }
    }
  }

  @Override
  public void register() {
    ParityOps.operation("model_ema", AverageCards::modelEma);
    ParityOps.operation("ema_update", AverageCards::emaUpdate);
  }

  /** Row i is the average after update i, with the step numbers that the card lists or 1, 2, ... */
  private static Map<String, Tensor> modelEma(CardOptions options, Map<String, Tensor> inputs) {
    double decay = options.number("decay", 0.9999);
    MovingAverage.Options how = options.text("version", "v2").equals("v3")
        ? new MovingAverage.Options(decay, options.flag("use_warmup", false), options.number("warmup_gamma", 1),
            options.number("warmup_power", 2.0 / 3), options.number("min_decay", 0),
            options.whole("update_after_step", 0))
        : MovingAverage.Options.constant(decay);
    List<Tensor> models = input(inputs, "models").unbind(0);
    long[] steps = options.has("steps") ? options.wholes("steps") : null;
    List<Tensor> rows = new ArrayList<>();
    double[] decays = new double[models.size()];
    try (Weights network = new Weights(input(inputs, "initial"));
        MovingAverage average = new MovingAverage(network, how)) {
      for (int i = 0; i < models.size(); i++) {
        long step = steps == null ? i + 1 : steps[i];
        network.set(models.get(i));
        average.updates(step - 1);
        average.update();
        rows.add(Objects.requireNonNull(average.stateDict().get("weights")).clone());
        decays[i] = how.decayAt(step);
      }
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("ema", Tensors.stack(rows, 0));
    outputs.put("decay", Tensors.of(decays));
    return outputs;
  }

  /** BYOL's target after each step towards (i + 1) times the new weights. */
  private static Map<String, Tensor> emaUpdate(CardOptions options, Map<String, Tensor> inputs) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    try (Weights target = new Weights(input(inputs, "old")); Weights online = new Weights(input(inputs, "new"))) {
      for (int i = 0; i < options.whole("steps", 1); i++) {
        online.set(input(inputs, "new").mul(i + 1.0));
        MovingAverage.follow(target, online, options.number("beta", 0.99));
        outputs.put("step." + i, target.weights.detach().clone());
      }
    }
    return outputs;
  }

  private static Tensor input(Map<String, Tensor> inputs, String name) {
    return Objects.requireNonNull(inputs.get(name), name);
  }
}
