package dev.fovea.nn;

import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Normalizations;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/**
 * Spectral normalisation: the weight divided by its largest singular value. Miyato et al., 2018.
 *
 * <p>The singular value is followed by power iterations, one each forward pass in training mode; evaluation uses the
 * vectors as they are. State of the layer, in place of {@code weight}: {@code weight_orig} and the buffers
 * {@code weight_u} and {@code weight_v}, as {@code torch.nn.utils.spectral_norm} names them.
 */
public final class SpectralNorm {
  private static final double EPS = 1e-12;

  private SpectralNorm() {}

  /** With one power iteration a forward pass; returns the layer. */
  public static <L extends WeightedLayer> L of(L layer) {
    return of(layer, 1);
  }

  /** With a number of power iterations a forward pass in training mode. */
  public static <L extends WeightedLayer> L of(L layer, int iterations) {
    Checks.positive("SpectralNorm", "iterations", iterations);
    boolean outSecond = layer instanceof Convolution convolution && convolution.transposed;
    Tensor original = layer.takeWeight("SpectralNorm");
    layer.parameter("weight_orig", original);
    long rows = original.size(outSecond ? 1 : 0);
    Tensor u = layer.buffer("weight_u", unit(rows));
    Tensor v = layer.buffer("weight_v", unit(original.numel() / rows));
    layer.setRule(training -> Scope.run(() -> {
      // In full precision, or the value would be off by the rounding of bfloat16.
      try (Autocast off = Autocast.off(original.device())) {
        Tensor matrix = (outSecond ? original.transpose(0, 1) : original).flatten(1);
        if (training) {
          iterate(matrix.detach(), u, v, iterations);
        }
        // Later iterations move the vectors in place, while the backward pass needs these.
        Tensor sigma = u.clone().dot(matrix.matmul(v.clone()));
        return original.div(sigma);
      }
    }));
    return layer;
  }

  private static void iterate(Tensor matrix, Tensor u, Tensor v, int iterations) {
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      for (int i = 0; i < iterations; i++) {
        v.copy_(Normalizations.normalize(matrix.t().matmul(u), 2, 0, EPS));
        u.copy_(Normalizations.normalize(matrix.matmul(v), 2, 0, EPS));
      }
    }
  }

  private static Tensor unit(long length) {
    return Scope.run(() -> Normalizations.normalize(Tensors.randn(length), 2, 0, EPS));
  }
}
