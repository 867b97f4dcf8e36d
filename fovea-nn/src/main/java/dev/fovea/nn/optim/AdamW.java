package dev.fovea.nn.optim;

import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * {@link Adam} whose weight decay shrinks parameters by lr * weightDecay, apart from the gradient.
 *
 * <p>Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019.
 */
public final class AdamW extends Adam {
  /** Adam's settings with a weight decay of 0.01. */
  public static final Settings DEFAULT = Settings.DEFAULT.withWeightDecay(0.01);

  /** One group with default settings. */
  public AdamW(List<Tensor> parameters, double lr) {
    this(parameters, lr, DEFAULT);
  }

  /** One group. */
  public AdamW(List<Tensor> parameters, double lr, Settings settings) {
    this(List.of(new ParameterGroup<>(parameters, lr, settings)));
  }

  /** Several groups. */
  public AdamW(List<ParameterGroup<Settings>> groups) {
    super(groups, true);
  }
}
