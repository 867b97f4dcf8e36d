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
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * How weights follow their gradients.
 *
 * @param name which optimiser
 * @param lr learning rate at the start, or the highest where a schedule rises to it
 * @param momentum of SGD, LARS and RMSprop
 * @param nesterov whether SGD looks ahead
 * @param weightDecay how much weights shrink
 * @param decayAll whether biases and the factors of normalisation shrink too
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

  /** Parameters that learn at a rate of their own. */
  public record Part(List<Tensor> parameters, double rate) {}

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
        add(groups, part.parameters(), part.rate(), settings.apply(weightDecay));
      } else {
        add(groups, part.parameters().stream().filter(each -> each.dim() > 1).toList(), part.rate(),
            settings.apply(weightDecay));
        add(groups, part.parameters().stream().filter(each -> each.dim() <= 1).toList(), part.rate(),
            settings.apply(0));
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
