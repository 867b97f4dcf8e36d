package dev.fovea.models.generative;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.Optional;

/**
 * What a diffusion model's training makes small, for pictures at steps drawn at random.
 *
 * <p>Ho et al., 2020, equation 14 (the simple loss); Nichol and Dhariwal, 2021, equation 16 (with learned variance).
 *
 * @param process the process that adds the noise
 * @param kind which loss
 */
public record DiffusionLoss(GaussianDiffusion process, Kind kind) {
  /** The losses. */
  public enum Kind {
    /** The squared error of what is predicted; where the variance is learned, also the bound, for that alone. */
    MSE,
    /** The same with the bound times T / 1000. */
    RESCALED_MSE,
    /** The variational bound of one step. */
    KL,
    /** The same times T: an estimate of the whole bound. */
    RESCALED_KL
  }

  private static final double STEPS_OF_THE_PAPER = 1000;

  /**
   * The losses of samples, each (n).
   *
   * @param loss to be averaged and minimised
   * @param mse the squared error, where that is part of the loss
   * @param vb the bound in bits for each value, where that is part of the loss beside the squared error
   */
  public record Terms(Tensor loss, Optional<Tensor> mse, Optional<Tensor> vb) {}

  /**
   * The losses of pictures.
   *
   * @param xStart pictures (n, channels, height, width) in [-1, 1]
   * @param t steps (n)
   * @param noise standard normal, of the pictures' shape
   */
  public Terms apply(Denoiser denoiser, Tensor xStart, Tensor t, Tensor noise) {
    return Scope.run(() -> {
      Tensor x = process.qSample(xStart, t, noise);
      Tensor output = process.output(denoiser, x, t);
      return switch (kind) {
        case MSE -> squared(output, xStart, x, t, noise, 1);
        case RESCALED_MSE -> squared(output, xStart, x, t, noise, steps() / STEPS_OF_THE_PAPER);
        case KL -> new Terms(bound(output, xStart, x, t), Optional.empty(), Optional.empty());
        case RESCALED_KL -> new Terms(bound(output, xStart, x, t).mul(steps()), Optional.empty(), Optional.empty());
      };
    });
  }

  private double steps() {
    return process.schedule().steps();
  }

  private Terms squared(Tensor output, Tensor xStart, Tensor x, Tensor t, Tensor noise, double weightOfBound) {
    Tensor target = switch (process.meanType()) {
      case EPSILON -> noise;
      case START_X -> xStart;
      case PREVIOUS_X -> process.qPosterior(xStart, x, t).mean();
    };
    if (!process.varianceType().isLearned()) {
      Tensor mse = error(target, output);
      return new Terms(mse, Optional.of(mse), Optional.empty());
    }
    List<Tensor> parts = output.chunk(2, 1);
    Tensor mse = error(target, parts.get(0));
    Tensor varianceAlone = Tensors.cat(List.of(parts.get(0).detach(), parts.get(1)), 1);
    Tensor vb = bound(varianceAlone, xStart, x, t).mul(weightOfBound);
    return new Terms(mse.add(vb), Optional.of(mse), Optional.of(vb));
  }

  private static Tensor error(Tensor target, Tensor output) {
    return target.sub(output).square().flatten(1).mean(1);
  }

  private Tensor bound(Tensor output, Tensor xStart, Tensor x, Tensor t) {
    return VariationalBound.terms(process.qPosterior(xStart, x, t), process.predict(output, x, t, false), xStart, t);
  }
}
