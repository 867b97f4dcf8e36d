package dev.fovea.models.parity;

import dev.fovea.nn.FrozenBatchNorm2d;
import dev.fovea.nn.GroupNorm;
import dev.fovea.nn.VirtualBatchNorm;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code group_norm}, {@code virtual_batch_norm} and {@code frozen_batch_norm2d}. */
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
}
