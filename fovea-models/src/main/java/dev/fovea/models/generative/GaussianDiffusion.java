package dev.fovea.models.generative;

import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.function.IntToDoubleFunction;

/**
 * A process that turns pictures into noise step by step, and a network's way back.
 *
 * <p>Ho, Jain and Abbeel, Denoising Diffusion Probabilistic Models, 2020 (DDPM); Nichol and Dhariwal, Improved Denoising
 * Diffusion Probabilistic Models, 2021; Song, Meng and Ermon, Denoising Diffusion Implicit Models, 2021 (DDIM).
 *
 * <pre>{@code
 * GaussianDiffusion process = new GaussianDiffusion(NoiseSchedule.of(NoiseSchedule.Kind.LINEAR, 1000));
 * Tensor noisy = process.qSample(pictures, t, Tensors.randnLike(pictures));
 * Tensor less = process.pSample(network::apply, noisy, t, Tensors.randnLike(noisy), true).sample();
 * }</pre>
 *
 * <p>Pictures are float (n, channels, height, width) in [-1, 1]; steps t are int64 (n) from 0, the last step of
 * sampling, to T - 1. Coefficients are computed in double and gathered in float32. Nothing here is drawn at random:
 * noise is an argument.
 */
public final class GaussianDiffusion extends Module {
  /** What the network predicts. */
  public enum MeanType {
    /** The noise in x_t: Ho et al., 2020, section 3.2. */
    EPSILON,
    /** The picture x_0. */
    START_X,
    /** The mean of x_(t-1). */
    PREVIOUS_X
  }

  /** The variance of a step back. */
  public enum VarianceType {
    /** beta-tilde_t, right for a picture without any freedom: Ho et al., 2020, section 3.2. */
    FIXED_SMALL,
    /** beta_t, right for pictures that are noise. */
    FIXED_LARGE,
    /** The exponential of the network's further channels. */
    LEARNED,
    /** Between the two fixed ones, as the network's further channels say: Nichol and Dhariwal, 2021, equation 15. */
    LEARNED_RANGE;

    /** Whether the network's output has twice the channels of the picture. */
    public boolean isLearned() {
      return this == LEARNED || this == LEARNED_RANGE;
    }
  }

  /** A normal distribution of each value, all of the pictures' shape. */
  public record Normal(Tensor mean, Tensor variance, Tensor logVariance) {}

  /** p(x_(t-1) | x_t) and the picture x_0 that the network sees in x_t, all of the pictures' shape. */
  public record Prediction(Tensor mean, Tensor variance, Tensor logVariance, Tensor predXstart) {}

  private record Variance(Tensor variance, Tensor logVariance) {}

  /** The picture after a step, and the picture x_0 that was seen before it. */
  public record Stepped(Tensor sample, Tensor predXstart) {}

  private final NoiseSchedule schedule;
  private final MeanType meanType;
  private final VarianceType varianceType;
  private final Tensor timesteps;
  private final Tensor sqrtAlphaBar;
  private final Tensor sqrtOneMinusAlphaBar;
  private final Tensor alphaBarPrevious;
  private final Tensor alphaBarNext;
  private final Tensor recipSqrtAlphaBar;
  private final Tensor sqrtRecipMinusOne;
  private final Tensor posteriorStart;
  private final Tensor posteriorNoisy;
  private final Tensor posteriorVariance;
  private final Tensor posteriorLogVariance;
  private final Tensor largeVariance;
  private final Tensor largeLogVariance;
  private final Tensor logBeta;
  private final Tensor unlessFirst;

  /** The DDPM of Ho et al.: the network predicts noise, the variance is beta. */
  public GaussianDiffusion(NoiseSchedule schedule) {
    this(schedule, MeanType.EPSILON, VarianceType.FIXED_LARGE);
  }

  /** A process whose network predicts what the types say. */
  public GaussianDiffusion(NoiseSchedule schedule, MeanType meanType, VarianceType varianceType) {
    this.schedule = schedule;
    this.meanType = meanType;
    this.varianceType = varianceType;
    long[] steps = new long[schedule.steps()];
    for (int t = 0; t < steps.length; t++) {
      steps[t] = schedule.timestep(t);
    }
    this.timesteps = transientBuffer("timesteps", Tensors.of(steps));
    this.sqrtAlphaBar = table("sqrt_alpha_bar", t -> Math.sqrt(schedule.alphaBar(t)));
    this.sqrtOneMinusAlphaBar = table("sqrt_one_minus_alpha_bar", t -> Math.sqrt(1 - schedule.alphaBar(t)));
    this.alphaBarPrevious = table("alpha_bar_previous", schedule::alphaBarPrevious);
    this.alphaBarNext = table("alpha_bar_next", schedule::alphaBarNext);
    this.recipSqrtAlphaBar = table("recip_sqrt_alpha_bar", t -> Math.sqrt(1 / schedule.alphaBar(t)));
    this.sqrtRecipMinusOne = table("sqrt_recip_minus_one", t -> Math.sqrt(1 / schedule.alphaBar(t) - 1));
    this.posteriorStart = table("posterior_start", schedule::posteriorStart);
    this.posteriorNoisy = table("posterior_noisy", schedule::posteriorNoisy);
    this.posteriorVariance = table("posterior_variance", schedule::posteriorVariance);
    this.posteriorLogVariance = table("posterior_log_variance", schedule::posteriorLogVariance);
    this.largeVariance = table("large_variance", schedule::largeVariance);
    this.largeLogVariance = table("large_log_variance", t -> Math.log(schedule.largeVariance(t)));
    this.logBeta = table("log_beta", t -> Math.log(schedule.beta(t)));
    this.unlessFirst = table("unless_first", t -> t == 0 ? 0 : 1);
  }

  private Tensor table(String name, IntToDoubleFunction value) {
    double[] values = schedule.table(value);
    float[] rounded = new float[values.length];
    for (int t = 0; t < rounded.length; t++) {
      rounded[t] = (float) values[t];
    }
    return transientBuffer(name, Tensors.of(rounded));
  }

  /** The same process in some of its steps, for faster sampling with the same network; see {@link Respacing}. */
  public GaussianDiffusion respaced(SortedSet<Integer> kept) {
    GaussianDiffusion fewer = new GaussianDiffusion(schedule.respaced(kept), meanType, varianceType);
    fewer.to(timesteps.device());
    return fewer;
  }

  /** How much noise each step adds. */
  public NoiseSchedule schedule() {
    return schedule;
  }

  /** What the network predicts. */
  public MeanType meanType() {
    return meanType;
  }

  /** Where the variance of a step back comes from. */
  public VarianceType varianceType() {
    return varianceType;
  }

  /** A value of each sample's step, to multiply pictures like {@code x} with: (n, 1, 1, 1). */
  private static Tensor at(Tensor table, Tensor t, Tensor x) {
    if (t.dim() != 1 || t.size(0) != x.size(0)) {
      throw new TensorException("Diffusion: expected a step for each of the pictures " + x.describe() + ", got "
          + t.describe());
    }
    long[] shape = new long[x.dim()];
    Arrays.fill(shape, 1);
    shape[0] = -1;
    return table.indexSelect(0, t).view(shape);
  }

  /** The same as pictures of one value. */
  private static Tensor spread(Tensor table, Tensor t, Tensor x) {
    return at(table, t, x).expandAs(x);
  }

  /** sqrt(alpha-bar_t) x_0 + sqrt(1 - alpha-bar_t) noise: a sample of q(x_t | x_0), Ho et al., 2020, equation 4. */
  public Tensor qSample(Tensor xStart, Tensor t, Tensor noise) {
    return call(xStart, () ->
        at(sqrtAlphaBar, t, xStart).mul(xStart).add(at(sqrtOneMinusAlphaBar, t, xStart).mul(noise)));
  }

  /** q(x_(t-1) | x_t, x_0): Ho et al., 2020, equations 6 and 7. */
  public Normal qPosterior(Tensor xStart, Tensor x, Tensor t) {
    return call(x, () -> new Normal(posteriorMean(xStart, x, t), spread(posteriorVariance, t, x),
        spread(posteriorLogVariance, t, x)));
  }

  private Tensor posteriorMean(Tensor xStart, Tensor x, Tensor t) {
    return at(posteriorStart, t, x).mul(xStart).add(at(posteriorNoisy, t, x).mul(x));
  }

  /**
   * p(x_(t-1) | x_t) as the network says it.
   *
   * @param clip whether the predicted x_0 is brought into [-1, 1]
   */
  public Prediction pMeanVariance(Denoiser denoiser, Tensor x, Tensor t, boolean clip) {
    return call(x, () -> predict(output(denoiser, x, t), x, t, clip));
  }

  /** The network's output in the type of the pictures. */
  Tensor output(Denoiser denoiser, Tensor x, Tensor t) {
    Tensor output = denoiser.apply(x, timesteps.indexSelect(0, t)).to(x.dtype());
    long channels = x.size(1) * (varianceType.isLearned() ? 2 : 1);
    if (output.dim() != x.dim() || output.size(1) != channels || output.size(0) != x.size(0)) {
      throw new TensorException("Diffusion: expected an output of " + channels + " channels for " + x.describe()
          + (varianceType.isLearned() ? ", the second half of them for the learned variance" : "") + ", got "
          + output.describe());
    }
    return output;
  }

  /** {@link #pMeanVariance} of an output that is there already. */
  Prediction predict(Tensor output, Tensor x, Tensor t, boolean clip) {
    List<Tensor> parts = varianceType.isLearned() ? output.chunk(2, 1) : List.of(output);
    Tensor mean = parts.get(0);
    Tensor xStart = switch (meanType) {
      case START_X -> mean;
      case EPSILON -> startOfEpsilon(x, t, mean);
      case PREVIOUS_X -> startOfPrevious(x, t, mean);
    };
    Tensor clipped = clip ? xStart.clamp(-1, 1) : xStart;
    Variance variance = variance(parts, x, t);
    return new Prediction(meanType == MeanType.PREVIOUS_X ? mean : posteriorMean(clipped, x, t), variance.variance,
        variance.logVariance, clipped);
  }

  private Variance variance(List<Tensor> parts, Tensor x, Tensor t) {
    return switch (varianceType) {
      case FIXED_SMALL -> new Variance(spread(posteriorVariance, t, x), spread(posteriorLogVariance, t, x));
      case FIXED_LARGE -> new Variance(spread(largeVariance, t, x), spread(largeLogVariance, t, x));
      case LEARNED -> new Variance(parts.get(1).exp(), parts.get(1));
      case LEARNED_RANGE -> {
        Tensor v = parts.get(1).add(1.0).mul(0.5);   // from [-1, 1] to [0, 1]
        Tensor log = v.mul(at(logBeta, t, x)).add(v.rsub(1).mul(at(posteriorLogVariance, t, x)));
        yield new Variance(log.exp(), log);
      }
    };
  }

  /** x_0 = (x_t - sqrt(1 - alpha-bar_t) epsilon) / sqrt(alpha-bar_t): Ho et al., 2020, equation 4 turned round. */
  private Tensor startOfEpsilon(Tensor x, Tensor t, Tensor epsilon) {
    return at(recipSqrtAlphaBar, t, x).mul(x).sub(at(sqrtRecipMinusOne, t, x).mul(epsilon));
  }

  /** Equation 7 turned round. */
  private Tensor startOfPrevious(Tensor x, Tensor t, Tensor previous) {
    return previous.sub(at(posteriorNoisy, t, x).mul(x)).div(at(posteriorStart, t, x));
  }

  private Tensor epsilonOfStart(Tensor x, Tensor t, Tensor xStart) {
    return at(recipSqrtAlphaBar, t, x).mul(x).sub(xStart).div(at(sqrtRecipMinusOne, t, x));
  }

  /** A step back, mean + sigma z with no noise at step 0: Ho et al., 2020, algorithm 2. */
  public Stepped pSample(Denoiser denoiser, Tensor x, Tensor t, Tensor noise, boolean clip) {
    return call(x, () -> {
      Prediction p = pMeanVariance(denoiser, x, t, clip);
      Tensor sigma = p.logVariance.mul(0.5).exp();
      return new Stepped(p.mean.add(at(unlessFirst, t, x).mul(sigma).mul(noise)), p.predXstart);
    });
  }

  /**
   * A step back of DDIM: Song et al., 2021, equations 12 and 16.
   *
   * @param eta 0 for the step without chance, 1 for as much noise as DDPM's small variance, or between
   */
  public Stepped ddimSample(Denoiser denoiser, Tensor x, Tensor t, Tensor noise, boolean clip, double eta) {
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("DDIM: eta: expected 0 to 1, got " + eta);
    }
    return call(x, () -> {
      Tensor xStart = pMeanVariance(denoiser, x, t, clip).predXstart;
      Tensor epsilon = epsilonOfStart(x, t, xStart);
      Tensor before = at(alphaBarPrevious, t, x);
      Tensor variance = at(posteriorVariance, t, x).mul(eta * eta);                 // sigma^2; 0 at step 0
      Tensor towards = before.rsub(1).sub(variance).clampMin(0).sqrt();
      Tensor mean = before.sqrt().mul(xStart).add(towards.mul(epsilon));
      return new Stepped(eta == 0 ? mean : mean.add(variance.sqrt().mul(noise)), xStart);
    });
  }

  /** A step of DDIM towards noise, which finds the noise that a picture comes from: Song et al., 2021, section 4.3. */
  public Stepped ddimReverseSample(Denoiser denoiser, Tensor x, Tensor t, boolean clip) {
    return call(x, () -> {
      Tensor xStart = pMeanVariance(denoiser, x, t, clip).predXstart;
      Tensor after = at(alphaBarNext, t, x);
      Tensor next = after.sqrt().mul(xStart).add(after.rsub(1).sqrt().mul(epsilonOfStart(x, t, xStart)));
      return new Stepped(next, xStart);
    });
  }

  @Override
  public String describe() {
    return "GaussianDiffusion(" + schedule.steps() + " steps, " + (meanType + ", " + varianceType)
        .toLowerCase(Locale.ROOT) + ")";
  }
}
