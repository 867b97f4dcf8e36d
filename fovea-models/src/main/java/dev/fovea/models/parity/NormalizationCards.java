package dev.fovea.models.parity;

import dev.fovea.nn.AdaIN;
import dev.fovea.nn.FrozenBatchNorm2d;
import dev.fovea.nn.GroupNorm;
import dev.fovea.nn.Spade;
import dev.fovea.nn.VirtualBatchNorm;
import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code group_norm}, {@code virtual_batch_norm}, {@code frozen_batch_norm2d}, {@code spade_norm}, {@code adain}. */
final class NormalizationCards {
  private NormalizationCards() {}

  static void register() {
    ParityOps.operation("group_norm",
        options -> new GroupNorm(options.whole("num_groups"), options.whole("num_channels"),
            options.number("eps", 1e-5), options.flag("affine", true)),
        (norm, options, inputs) -> norm.apply(inputs.get("x").mul(3).add(0.5)));
    ParityOps.operation("virtual_batch_norm",
        options -> new VirtualBatchNorm(options.whole("num_features"), options.number("eps", 1e-5)),
        NormalizationCards::virtual);
    ParityOps.operation("frozen_batch_norm2d", NormalizationCards::frozen);
    ParityOps.operation("spade_norm",
        options -> Spade.of(options.text("config_text", "spadesyncbatch3x3"), options.whole("norm_nc"),
            options.whole("label_nc")),
        (spade, options, inputs) -> spade.apply(inputs.get("x"), inputs.get("segmap")));
    ParityOps.operation("adain", NormalizationCards::adain);
  }

  private static Map<String, Tensor> virtual(VirtualBatchNorm norm, CardOptions options, Map<String, Tensor> inputs) {
    VirtualBatchNorm.Reference reference = norm.reference(inputs.get("reference"));
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("reference", reference.output());
    outputs.put("live", norm.apply(inputs.get("x"), reference));
    return outputs;
  }

  private static Tensor frozen(CardOptions options, Map<String, Tensor> inputs) {
    Tensor x = inputs.get("x");
    try (FrozenBatchNorm2d norm = new FrozenBatchNorm2d(x.size(1), options.number("eps", 1e-5))) {
      norm.to(x.dtype());
      try (GradMode off = GradMode.noGrad()) {
        Map<String, Tensor> state = norm.stateDict();
        state.get("weight").copy_(inputs.get("weight").add(0.5));
        state.get("bias").copy_(inputs.get("bias"));
        state.get("running_mean").copy_(inputs.get("running_mean"));
        state.get("running_var").copy_(inputs.get("running_var").add(0.25));
      }
      return norm.apply(x);
    }
  }

  /** The gradients are those of the output under a cotangent that has a name of its own. */
  private static Map<String, Tensor> adain(CardOptions options, Map<String, Tensor> inputs) {
    Tensor content = inputs.get("content").detach().requiresGrad_(true);
    Tensor style = inputs.get("style").detach().requiresGrad_(true);
    Tensor out = new AdaIN(options.number("eps", 1e-5), options.number("alpha", 1)).apply(content, style);
    Tensor cotangent = Fill.tensor("adain:cotangent", out.shape()).to(out.dtype());
    List<Tensor> gradients = Autograd.grad(out.mul(cotangent).sum(), List.of(content, style));
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("out", out.detach());
    outputs.put("grad_content", gradients.get(0));
    outputs.put("grad_style", gradients.get(1));
    return outputs;
  }
}
