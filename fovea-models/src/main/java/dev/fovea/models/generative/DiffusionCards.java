package dev.fovea.models.generative;

import dev.fovea.models.generative.GaussianDiffusion.MeanType;
import dev.fovea.models.generative.GaussianDiffusion.VarianceType;
import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;

/**
 * {@code ddpm_unet}, {@code timestep_embedding}, {@code diffusion_schedule}, {@code diffusion_step}, {@code
 * diffusion_training_loss} and {@code classifier_free_guidance}, under the option names of guided-diffusion.
 */
public final class DiffusionCards implements ParityCards {
  private static final long COLOURS = 3;

  @Override
  public void register() {
    ParityOps.network("ddpm_unet", DdpmUNet.class, (network, options, inputs) -> inputs.containsKey("y")
        ? network.apply(input(inputs, "x"), input(inputs, "t"), input(inputs, "y"))
        : network.apply(input(inputs, "x"), input(inputs, "t")));
    ParityOps.operation("timestep_embedding", (options, inputs) -> TimestepEmbedding.cosSin(input(inputs, "t"),
        (int) options.whole("dim"), options.number("max_period", 10000)));
    ParityOps.operation("diffusion_schedule", DiffusionCards::schedule);
    ParityOps.operation("diffusion_step", DiffusionCards::step);
    ParityOps.operation("diffusion_training_loss", DiffusionCards::loss);
    ParityOps.operation("classifier_free_guidance", (options, inputs) -> {
      Tensor output = input(inputs, "model_out");
      return ClassifierFreeGuidance.guide(output, Math.min(COLOURS, output.size(1)),
          options.number("guidance_scale", 1));
    });
  }

  private static Map<String, Tensor> schedule(CardOptions options, Map<String, Tensor> inputs) {
    NoiseSchedule schedule = schedule(options);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    put(outputs, schedule, "betas", schedule::beta);
    put(outputs, schedule, "alphas_cumprod", schedule::alphaBar);
    put(outputs, schedule, "alphas_cumprod_prev", schedule::alphaBarPrevious);
    put(outputs, schedule, "alphas_cumprod_next", schedule::alphaBarNext);
    put(outputs, schedule, "sqrt_alphas_cumprod", t -> Math.sqrt(schedule.alphaBar(t)));
    put(outputs, schedule, "sqrt_one_minus_alphas_cumprod", t -> Math.sqrt(1 - schedule.alphaBar(t)));
    put(outputs, schedule, "log_one_minus_alphas_cumprod", t -> Math.log(1 - schedule.alphaBar(t)));
    put(outputs, schedule, "sqrt_recip_alphas_cumprod", t -> Math.sqrt(1 / schedule.alphaBar(t)));
    put(outputs, schedule, "sqrt_recipm1_alphas_cumprod", t -> Math.sqrt(1 / schedule.alphaBar(t) - 1));
    put(outputs, schedule, "posterior_variance", schedule::posteriorVariance);
    put(outputs, schedule, "posterior_log_variance_clipped", schedule::posteriorLogVariance);
    put(outputs, schedule, "posterior_mean_coef1", schedule::posteriorStart);
    put(outputs, schedule, "posterior_mean_coef2", schedule::posteriorNoisy);
    put(outputs, schedule, "timestep_map", schedule::timestep);
    return outputs;
  }

  private static void put(Map<String, Tensor> outputs, NoiseSchedule schedule, String name, IntToDoubleFunction value) {
    outputs.put(name, Tensors.of(schedule.table(value)));
  }

  private static NoiseSchedule schedule(CardOptions options) {
    String name = options.text("noise_schedule", "linear");
    NoiseSchedule.Kind kind = switch (name) {
      case "linear" -> NoiseSchedule.Kind.LINEAR;
      case "cosine", "squaredcos_cap_v2" -> NoiseSchedule.Kind.COSINE;
      default -> throw new IllegalArgumentException("noise_schedule: expected linear or cosine, got " + name);
    };
    String respacing = options.has("timestep_respacing")
        ? options.items("timestep_respacing").stream().map(String::valueOf).collect(Collectors.joining(",")) : "";
    return NoiseSchedule.of(kind, (int) options.whole("diffusion_steps", 1000)).respaced(new Respacing(respacing));
  }

  private static GaussianDiffusion process(CardOptions options) {
    String mean = options.text("model_mean_type", "epsilon").toUpperCase(Locale.ROOT);
    return new GaussianDiffusion(schedule(options),
        mean.equals("XSTART") ? MeanType.START_X : MeanType.valueOf(mean),
        VarianceType.valueOf(options.text("model_var_type", "fixed_large").toUpperCase(Locale.ROOT)));
  }

  private static Map<String, Tensor> step(CardOptions options, Map<String, Tensor> inputs) {
    Tensor x = input(inputs, "x");
    Tensor t = input(inputs, "t");
    Tensor noise = input(inputs, "noise");
    Tensor xStart = input(inputs, "x_start");
    Denoiser denoiser = (noisy, step) -> input(inputs, "model_output");
    boolean clip = options.flag("clip_denoised", true);
    try (GaussianDiffusion process = process(options)) {
      GaussianDiffusion.Prediction p = process.pMeanVariance(denoiser, x, t, clip);
      GaussianDiffusion.Normal posterior = process.qPosterior(xStart, x, t);
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      outputs.put("mean", p.mean());
      outputs.put("variance", p.variance());
      outputs.put("log_variance", p.logVariance());
      outputs.put("pred_xstart", p.predXstart());
      outputs.put("p_sample", process.pSample(denoiser, x, t, noise, clip).sample());
      outputs.put("ddim_sample",
          process.ddimSample(denoiser, x, t, noise, clip, options.number("eta", 0)).sample());
      outputs.put("ddim_reverse_sample", process.ddimReverseSample(denoiser, x, t, clip).sample());
      outputs.put("q_sample", process.qSample(xStart, t, noise));
      outputs.put("q_posterior_mean", posterior.mean());
      outputs.put("q_posterior_variance", posterior.variance());
      outputs.put("q_posterior_log_variance", posterior.logVariance());
      return outputs;
    }
  }

  private static Map<String, Tensor> loss(CardOptions options, Map<String, Tensor> inputs) {
    Tensor output = input(inputs, "model_output").detach().requiresGrad_(true);
    DiffusionLoss.Kind kind = DiffusionLoss.Kind.valueOf(options.text("loss_type", "mse").toUpperCase(Locale.ROOT));
    try (GaussianDiffusion process = process(options)) {
      DiffusionLoss.Terms terms = new DiffusionLoss(process, kind).apply((x, t) -> output, input(inputs, "x_start"),
          input(inputs, "t"), input(inputs, "noise"));
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      terms.mse().ifPresent(mse -> outputs.put("mse", mse.detach()));
      terms.vb().ifPresent(vb -> outputs.put("vb", vb.detach()));
      outputs.put("loss", terms.loss().detach());
      outputs.put("grad_model_output", Autograd.grad(terms.loss().sum(), output, false));
      return outputs;
    }
  }

  private static Tensor input(Map<String, Tensor> inputs, String name) {
    return Objects.requireNonNull(inputs.get(name), name);
  }
}
