package dev.fovea.train.recipe;

import dev.fovea.nn.optim.Adagrad;
import dev.fovea.nn.optim.Adam;
import dev.fovea.nn.optim.AdamW;
import dev.fovea.nn.optim.LARS;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.optim.ParameterGroup;
import dev.fovea.nn.optim.RMSprop;
import dev.fovea.nn.optim.SGD;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.DoubleFunction;
import java.util.regex.Pattern;

/**
 * How weights follow their gradients.
 *
 * @param name which optimiser
 * @param lr learning rate at the start, or the highest where a schedule rises to it
 * @param momentum of SGD, LARS and RMSprop
 * @param nesterov whether SGD looks ahead
 * @param weightDecay how much weights shrink
 * @param decayAll whether biases, the factors of normalisation and learned tokens and positions shrink too
 * @param beta1 of Adam and AdamW
 * @param beta2 of Adam and AdamW
 * @param eps of Adam and AdamW
 */
public record OptimizerSpec(Name name, double lr, double momentum, boolean nesterov, double weightDecay,
    boolean decayAll, double beta1, double beta2, double eps) {
  /** The optimisers of recipes. */
  public enum Name {
    SGD,
    ADAM,
    ADAMW,
    RMSPROP,
    ADAGRAD,
    LARS
  }

  /** Adam with a learning rate of 0.001. */
  public static final OptimizerSpec DEFAULT =
      new OptimizerSpec(Name.ADAM, 1e-3, 0.9, false, 0, true, 0.9, 0.999, 1e-8);

  /** What the papers on vision transformers spare besides vectors: their no_weight_decay. */
  private static final Pattern SPARED = Pattern.compile(
      "(.*[._])?(pos_embed\\d*|pos_embedding|pos|tokens?|position_bias_table|logit_scale|cpb_mlp\\..*)");

  /** Parameters by their names in the network, that learn at a rate of their own. */
  public record Part(Map<String, Tensor> named, double rate) {
    /** Parameters without names. */
    public Part(List<Tensor> parameters, double rate) {
      this(numbered(parameters), rate);
    }

    private static Map<String, Tensor> numbered(List<Tensor> parameters) {
      Map<String, Tensor> named = new LinkedHashMap<>();
      parameters.forEach(parameter -> named.put(Integer.toString(named.size()), parameter));
      return named;
    }

    /** The parameters that fit, each once. */
    private List<Tensor> where(BiPredicate<String, Tensor> fits) {
      Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      List<Tensor> chosen = new ArrayList<>();
      named.forEach((name, parameter) -> {
        if (seen.add(parameter) && fits.test(name, parameter)) {
          chosen.add(parameter);
        }
      });
      return chosen;
    }

    private static boolean isSpared(String name, Tensor parameter) {
      return parameter.dim() <= 1 || SPARED.matcher(name).matches();
    }
  }

  /** The optimiser of parts of a network; each part's learning rate is {@link #lr} times its rate. */
  public Optimizer create(List<Part> parts) {
    return switch (name) {
      case SGD -> new SGD(groups(parts, decay -> new SGD.Settings(momentum, 0, decay, nesterov)));
      case ADAM -> new Adam(groups(parts, decay -> new Adam.Settings(beta1, beta2, eps, decay, false, true)));
      case ADAMW -> new AdamW(groups(parts, decay -> new Adam.Settings(beta1, beta2, eps, decay, false, true)));
      case RMSPROP -> new RMSprop(groups(parts,
          decay -> RMSprop.Settings.DEFAULT.withMomentum(momentum).withWeightDecay(decay)));
      case ADAGRAD -> new Adagrad(groups(parts, decay -> new Adagrad.Settings(0, decay, 0, 1e-10)));
      case LARS -> new LARS(groups(parts,
          decay -> LARS.Settings.DEFAULT.withMomentum(momentum).withWeightDecay(decay)));
    };
  }

  private <S> List<ParameterGroup<S>> groups(List<Part> parts, DoubleFunction<S> settings) {
    List<ParameterGroup<S>> groups = new ArrayList<>();
    for (Part part : parts) {
      if (decayAll || weightDecay == 0) {
        add(groups, part.where((name, parameter) -> true), part.rate(), settings.apply(weightDecay));
      } else {
        add(groups, part.where((name, parameter) -> !Part.isSpared(name, parameter)), part.rate(),
            settings.apply(weightDecay));
        add(groups, part.where(Part::isSpared), part.rate(), settings.apply(0));
      }
    }
    return groups;
  }

  private <S> void add(List<ParameterGroup<S>> groups, List<Tensor> parameters, double rate, S settings) {
    if (!parameters.isEmpty()) {
      groups.add(new ParameterGroup<>(parameters, lr * rate, settings));
    }
  }
}
