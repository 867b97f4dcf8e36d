package dev.fovea.nn;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.LinearAlgebra;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;

/**
 * First values of weights, set in place without gradients from the global generator; each method returns its tensor.
 *
 * <p>The fan of a weight (out, in, kernel...) is in x kernel area values flowing in and out x kernel area flowing out.
 */
public final class Init {
  private Init() {}

  /** Which fan keeps its variance: that of the forward or that of the backward pass. */
  public enum FanMode {
    FAN_IN,
    FAN_OUT
  }

  /** What follows the weight; its gain makes up for the variance that it takes. */
  public enum Nonlinearity {
    LINEAR(1),
    SIGMOID(1),
    TANH(5.0 / 3),
    RELU(Math.sqrt(2)),
    LEAKY_RELU(Math.sqrt(2 / (1 + 0.01 * 0.01))),
    SELU(0.75);

    private final double gain;

    Nonlinearity(double gain) {
      this.gain = gain;
    }

    /** The factor on the standard deviation; leaky ReLU counts with slope 0.01. */
    public double gain() {
      return gain;
    }
  }

  /** The values flowing in and out of one unit. */
  public record Fan(long in, long out) {
    /**
     * The fans of a weight.
     *
     * @throws IllegalArgumentException for a tensor of fewer than two dimensions
     */
    public static Fan of(Tensor weight) {
      if (weight.dim() < 2) {
        throw new IllegalArgumentException("Fans need a weight of 2 or more dimensions, got " + weight.describe()
            + "; use normal_ or uniform_ for vectors");
      }
      long area = 1;
      for (int i = 2; i < weight.dim(); i++) {
        area *= weight.size(i);
      }
      return new Fan(weight.size(1) * area, weight.size(0) * area);
    }

    private double of(FanMode mode) {
      return mode == FanMode.FAN_IN ? in : out;
    }
  }

  /** All values equal to one. */
  public static Tensor constant_(Tensor tensor, double value) {
    return quietly(tensor, () -> tensor.fill_(value));
  }

  /** All zeros. */
  public static Tensor zeros_(Tensor tensor) {
    return quietly(tensor, tensor::zero_);
  }

  /** All ones. */
  public static Tensor ones_(Tensor tensor) {
    return constant_(tensor, 1);
  }

  /** Normal values. */
  public static Tensor normal_(Tensor tensor, double mean, double std) {
    return quietly(tensor, () -> tensor.normal_(mean, std, null));
  }

  /** Uniform values in [{@code low}, {@code high}). */
  public static Tensor uniform_(Tensor tensor, double low, double high) {
    return quietly(tensor, () -> tensor.uniform_(low, high, null));
  }

  /** Normal values, those outside [{@code low}, {@code high}] drawn again; by the inverse distribution. */
  public static Tensor truncNormal_(Tensor tensor, double mean, double std, double low, double high) {
    return quietly(tensor, () -> {
      double below = phi((low - mean) / std);
      double above = phi((high - mean) / std);
      tensor.uniform_(2 * below - 1, 2 * above - 1, null);
      tensor.copy_(tensor.erfinv().mul(std * Math.sqrt(2)).add(mean));
      tensor.clamp_(low, high);
    });
  }

  /** {@link #truncNormal_(Tensor, double, double, double, double)} around 0, within [-2, 2]. */
  public static Tensor truncNormal_(Tensor tensor, double std) {
    return truncNormal_(tensor, 0, std, -2, 2);
  }

  /** Uniform with variance 2 gain^2 / (in + out). Glorot and Bengio, 2010. */
  public static Tensor xavierUniform_(Tensor tensor, double gain) {
    double bound = gain * Math.sqrt(6.0 / sum(tensor));
    return uniform_(tensor, -bound, bound);
  }

  /** {@link #xavierUniform_(Tensor, double)} with gain 1. */
  public static Tensor xavierUniform_(Tensor tensor) {
    return xavierUniform_(tensor, 1);
  }

  /** Normal with variance 2 gain^2 / (in + out). Glorot and Bengio, 2010. */
  public static Tensor xavierNormal_(Tensor tensor, double gain) {
    return normal_(tensor, 0, gain * Math.sqrt(2.0 / sum(tensor)));
  }

  /** {@link #xavierNormal_(Tensor, double)} with gain 1. */
  public static Tensor xavierNormal_(Tensor tensor) {
    return xavierNormal_(tensor, 1);
  }

  /** Uniform with variance gain^2 / fan. He et al., 2015. */
  public static Tensor kaimingUniform_(Tensor tensor, FanMode mode, Nonlinearity nonlinearity) {
    double bound = nonlinearity.gain() * Math.sqrt(3 / Fan.of(tensor).of(mode));
    return uniform_(tensor, -bound, bound);
  }

  /** {@link #kaimingUniform_(Tensor, FanMode, Nonlinearity)} for a leaky ReLU of a slope. */
  public static Tensor kaimingUniform_(Tensor tensor, FanMode mode, double slope) {
    double bound = leakyGain(slope) * Math.sqrt(3 / Fan.of(tensor).of(mode));
    return uniform_(tensor, -bound, bound);
  }

  /** Normal with variance gain^2 / fan. He et al., 2015. */
  public static Tensor kaimingNormal_(Tensor tensor, FanMode mode, Nonlinearity nonlinearity) {
    return normal_(tensor, 0, nonlinearity.gain() / Math.sqrt(Fan.of(tensor).of(mode)));
  }

  /** {@link #kaimingNormal_(Tensor, FanMode, Nonlinearity)} for a leaky ReLU of a slope. */
  public static Tensor kaimingNormal_(Tensor tensor, FanMode mode, double slope) {
    return normal_(tensor, 0, leakyGain(slope) / Math.sqrt(Fan.of(tensor).of(mode)));
  }

  /** Orthogonal rows or columns, whichever are fewer, of length {@code gain}. Saxe et al., 2013. */
  public static Tensor orthogonal_(Tensor tensor, double gain) {
    Fan.of(tensor);
    return quietly(tensor, () -> {
      long rows = tensor.size(0);
      long columns = tensor.numel() / rows;
      long larger = Math.max(rows, columns);
      Tensor random = Tensors.randn(larger, Math.min(rows, columns)).to(tensor.dtype()).to(tensor.device());
      LinearAlgebra.Qr qr = random.qr();
      Tensor unique = qr.q().mul(qr.r().diagonal(0, 0, 1).sign());
      Tensor matrix = rows < columns ? unique.t() : unique;
      tensor.copy_(matrix.mul(gain).reshape(tensor.shape()));
    });
  }

  private static double leakyGain(double slope) {
    return Math.sqrt(2 / (1 + slope * slope));
  }

  private static double sum(Tensor tensor) {
    Fan fan = Fan.of(tensor);
    return fan.in() + fan.out();
  }

  private static Tensor quietly(Tensor tensor, Runnable change) {
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      change.run();
    }
    return tensor;
  }

  /** The cumulative distribution of the normal distribution, from the error function of the tensors. */
  private static double phi(double x) {
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      return (1 + Tensors.of(new double[] {x / Math.sqrt(2)}, 1).erf().item()) / 2;
    }
  }

  /** The uniform bound of {@code torch.nn}'s layers, 1 / sqrt(fan in); 0 for an empty fan. */
  static double bound(long... fanIn) {
    long fan = Arrays.stream(fanIn).reduce(1, (a, b) -> a * b);
    return fan > 0 ? 1 / Math.sqrt(fan) : 0;
  }
}
