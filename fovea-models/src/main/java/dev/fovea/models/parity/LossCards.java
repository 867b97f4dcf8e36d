package dev.fovea.models.parity;

import dev.fovea.nn.loss.CTCLoss;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.nn.loss.DiceLoss;
import dev.fovea.nn.loss.SigmoidFocalLoss;
import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code ctc_loss}, {@code sigmoid_focal_loss} and {@code dice_loss}. */
final class LossCards {
  private LossCards() {}

  static void register() {
    ParityOps.operation("ctc_loss", LossCards::ctc);
    ParityOps.operation("sigmoid_focal_loss", LossCards::focal);
    ParityOps.operation("dice_loss", LossCards::dice);
  }

  /** The loss without reduction takes no part in the gradient. */
  private static Map<String, Tensor> ctc(CardOptions options, Map<String, Tensor> inputs) {
    Tensor logProbabilities = inputs.get("logits").mul(options.number("scale", 1)).logSoftmax(-1);
    List<?> rows = options.items("targets");
    long longest = rows.stream().mapToLong(row -> ((List<?>) row).size()).max().orElse(0);
    long[] flat = rows.stream().flatMap(row -> ((List<?>) row).stream())
        .mapToLong(item -> ((Number) item).longValue()).toArray();
    Tensor targets = Tensors.of(flat, rows.size(), longest);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (Reduction reduction : Reduction.values()) {
      Tensor loss = new CTCLoss(options.whole("blank", 0), reduction, options.flag("zero_infinity", false))
          .apply(logProbabilities, targets, options.wholes("input_lengths"), options.wholes("target_lengths"));
      outputs.put(reduction.name().toLowerCase(java.util.Locale.ROOT),
          reduction == Reduction.NONE ? loss.detach() : loss);
    }
    return outputs;
  }

  private static Map<String, Tensor> focal(CardOptions options, Map<String, Tensor> inputs) {
    Tensor logits = inputs.get("inputs").mul(4).detach().requiresGrad_(true);
    double alpha = options.number("alpha", 0.25);
    double gamma = options.number("gamma", 2);
    Tensor loss = new SigmoidFocalLoss(alpha, gamma, Reduction.NONE).apply(logits, inputs.get("targets"));
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("loss", loss);
    outputs.put("mean", new SigmoidFocalLoss(alpha, gamma, Reduction.MEAN).apply(logits, inputs.get("targets")));
    outputs.put("grad_inputs", Autograd.grad(loss.sum(), logits, true));
    return outputs;
  }

  private static Map<String, Tensor> dice(CardOptions options, Map<String, Tensor> inputs) {
    Tensor logits = inputs.get("logits").mul(3).detach().requiresGrad_(true);
    Tensor target = inputs.get("target");
    DiceLoss loss = new DiceLoss();
    Tensor multiclass = loss.ofClasses(logits, target);
    Tensor channel = logits.detach().select(1, 0).contiguous().requiresGrad_(true);
    Tensor binary = loss.apply(channel.sigmoid(), target.gt(0).to(channel.dtype()));
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("multiclass", multiclass);
    outputs.put("grad_multiclass", Autograd.grad(multiclass, logits, true));
    outputs.put("binary", binary);
    outputs.put("grad_binary", Autograd.grad(binary, channel, true));
    outputs.put("ce_plus_dice", new CrossEntropyLoss().apply(logits, target).add(multiclass));
    if (options.values().get("output_scale") instanceof Map<?, ?> scales) {
      scales.forEach((name, factor) -> outputs.computeIfPresent(String.valueOf(name),
          (key, value) -> value.mul(((Number) factor).doubleValue())));
    }
    return outputs;
  }
}
