package dev.fovea.models.generative;

import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LeakyReLU;
import dev.fovea.nn.Linear;
import dev.fovea.nn.MinibatchDiscrimination;
import dev.fovea.nn.Module;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Sigmoid;
import dev.fovea.nn.Tanh;
import dev.fovea.nn.loss.AdversarialLoss;
import dev.fovea.nn.loss.AdversarialLoss.Kind;
import dev.fovea.nn.loss.FeatureMatchingLoss;
import dev.fovea.nn.loss.GradientPenalty;
import dev.fovea.nn.loss.HistoricalAveraging;
import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code adversarial_loss}, {@code gan_loss}, {@code gradient_penalty}, {@code feature_matching_loss},
 * {@code historical_averaging} and {@code minibatch_discrimination}.
 */
public final class AdversarialCards implements ParityCards {
  private static final Pattern PART = Pattern.compile("Linear\\((\\d+), *(\\d+)\\)|LeakyReLU\\(([\\d.]+)\\)"
      + "|\\bReLU\\b|\\bTanh\\b|\\bSigmoid\\b");

  @Override
  public void register() {
    ParityOps.operation("adversarial_loss", AdversarialCards::adversarial);
    ParityOps.operation("gan_loss", AdversarialCards::gan);
    ParityOps.operation("gradient_penalty", options -> new Penalised(options.text("discriminator", "")),
        AdversarialCards::penalty);
    ParityOps.operation("feature_matching_loss", AdversarialCards::featureMatching);
    ParityOps.operation("historical_averaging", AdversarialCards::historical);
    ParityOps.operation("minibatch_discrimination",
        options -> new MinibatchDiscrimination(options.whole("num_inputs"), options.whole("num_kernels", 100),
            options.whole("dim_per_kernel", 5)),
        (layer, options, inputs) -> layer.apply(inputs.values().iterator().next()));
  }

  private static Map<String, Tensor> adversarial(CardOptions options, Map<String, Tensor> inputs) {
    double scale = options.number("score_scale", 1);
    Tensor real = input(inputs, "real").mul(scale).detach().requiresGrad_(true);
    Tensor fake = input(inputs, "fake").mul(scale).detach().requiresGrad_(true);
    AdversarialLoss loss = new AdversarialLoss(kind(options.text("kind", "hinge")));
    Tensor ofReal = loss.real(real);
    Tensor ofFake = loss.fake(fake);
    List<Tensor> gradients = Autograd.grad(ofReal.add(ofFake), List.of(real, fake));
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("d_real", ofReal.detach());
    outputs.put("d_fake", ofFake.detach());
    outputs.put("g", loss.generator(fake).detach());
    outputs.put("grad_real", gradients.get(0));
    outputs.put("grad_fake", gradients.get(1));
    return outputs;
  }

  private static Map<String, Tensor> gan(CardOptions options, Map<String, Tensor> inputs) {
    Tensor prediction = input(inputs, "prediction").detach().requiresGrad_(true);
    Kind kind = kind(options.text("gan_mode", "vanilla"));
    AdversarialLoss loss = kind == Kind.WASSERSTEIN ? new AdversarialLoss(kind)
        : new AdversarialLoss(kind, options.number("target_real_label", 1), options.number("target_fake_label", 0), 1);
    Tensor value = options.flag("target_is_real", true) ? loss.real(prediction) : loss.fake(prediction);
    return withGradient("loss", value, "prediction", prediction);
  }

  /** The games by the names of several references. */
  private static Kind kind(String name) {
    return switch (name) {
      case "vanilla", "softplus", "non_saturating" -> Kind.NON_SATURATING;
      case "minimax" -> Kind.MINIMAX;
      case "lsgan", "least_squares" -> Kind.LEAST_SQUARES;
      case "hinge" -> Kind.HINGE;
      case "wgangp", "wgan", "wasserstein" -> Kind.WASSERSTEIN;
      default -> throw new IllegalArgumentException("'" + name + "' is no adversarial loss; known are vanilla, "
          + "softplus, minimax, lsgan, hinge and wgangp");
    };
  }

  private static Map<String, Tensor> penalty(Penalised network, CardOptions options, Map<String, Tensor> inputs) {
    Tensor real = input(inputs, "real");
    Tensor fake = input(inputs, "fake");
    Tensor at = switch (options.text("type", "mixed")) {
      case "mixed" -> GradientPenalty.between(real, fake, input(inputs, "alpha"));
      case "real" -> real;
      case "fake" -> fake;
      default -> throw new IllegalArgumentException("gradient_penalty: type: expected mixed, real or fake, got '"
          + options.text("type", "") + "'");
    };
    Tensor gradients = GradientPenalty.gradients(network.critic(), at);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("penalty",
        new GradientPenalty(options.number("lambda_gp", 10), options.number("constant", 1)).of(gradients));
    outputs.put("gradients", gradients.detach());
    return outputs;
  }

  private static Map<String, Tensor> featureMatching(CardOptions options, Map<String, Tensor> inputs) {
    Tensor real = input(inputs, "real").detach().requiresGrad_(true);
    Tensor fake = input(inputs, "fake").detach().requiresGrad_(true);
    Tensor loss = new FeatureMatchingLoss(options.text("kind", "l1").equals("l2") ? FeatureMatchingLoss.Distance.L2
        : FeatureMatchingLoss.Distance.L1).apply(fake, real);
    Map<String, Tensor> outputs = withGradient("loss", loss, "real", real);
    outputs.put("grad_fake", Autograd.grad(loss, fake, true));
    return outputs;
  }

  private static Map<String, Tensor> historical(CardOptions options, Map<String, Tensor> inputs) {
    Tensor theta = input(inputs, "theta").clone().requiresGrad_(true);
    try (HistoricalAveraging history = new HistoricalAveraging(List.of(theta))) {
      try (GradMode off = GradMode.noGrad()) {
        inputs.forEach((name, past) -> {
          if (name.startsWith("past")) {
            theta.copy_(past);
            history.record();
          }
        });
        theta.copy_(input(inputs, "theta"));
      }
      return withGradient("loss", history.penalty(), "theta", theta);
    }
  }

  private static Map<String, Tensor> withGradient(String name, Tensor value, String inputName, Tensor input) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("grad_" + inputName, Autograd.grad(value, input, true));
    outputs.put(name, value.detach());
    return outputs;
  }

  private static Tensor input(Map<String, Tensor> inputs, String name) {
    return Objects.requireNonNull(inputs.get(name), name);
  }

  /** The critic of a card, which describes it in words. */
  private static final class Penalised extends Module {
    private final Layer discriminator;
    private final boolean flat;

    Penalised(String description) {
      this.flat = !description.startsWith("patchgan");
      this.discriminator = child("discriminator", flat ? new Flat(description) : patches(description));
    }

    UnaryOperator<Tensor> critic() {
      return flat ? x -> discriminator.apply(x.flatten(1)) : discriminator;
    }

    private static Layer patches(String description) {
      PatchGan.NormLayer norm = description.contains("Identity") ? PatchGan.NormLayer.NONE
          : description.toLowerCase(java.util.Locale.ROOT).contains("instance") ? PatchGan.NormLayer.INSTANCE
          : PatchGan.NormLayer.BATCH;
      return new PatchGan.NLayers(new PatchGan.Config(number(description, "input_nc", 3),
          number(description, "ndf", 64), number(description, "n_layers_D", 3), norm));
    }

    private static int number(String description, String name, int otherwise) {
      Matcher matcher = Pattern.compile("\\b" + name + " *= *(\\d+)").matcher(description);
      return matcher.find() ? Integer.parseInt(matcher.group(1)) : otherwise;
    }
  }

  /** Linear layers and activations on flat pictures. State: {@code main.N}. */
  private static final class Flat extends Layer {
    private final Sequential main;

    Flat(String description) {
      List<Layer> layers = new ArrayList<>();
      Matcher matcher = PART.matcher(description);
      while (matcher.find()) {
        layers.add(matcher.group(1) != null
            ? new Linear(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)))
            : matcher.group(3) != null ? new LeakyReLU(Double.parseDouble(matcher.group(3)))
            : switch (matcher.group()) {
              case "ReLU" -> new ReLU();
              case "Tanh" -> new Tanh();
              default -> new Sigmoid();
            });
      }
      if (layers.isEmpty()) {
        throw new IllegalArgumentException("gradient_penalty: discriminator: expected Linear(in,out) and activations, "
            + "or patchgan_n_layers with its options, got '" + description + "'");
      }
      this.main = child("main", new Sequential(layers));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return main.apply(x);
    }
  }
}
