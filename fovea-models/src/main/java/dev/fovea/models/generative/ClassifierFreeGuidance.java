package dev.fovea.models.generative;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;

/**
 * Steers towards a class by comparing what a network says with and without being told the class.
 *
 * <p>Ho and Salimans, Classifier-Free Diffusion Guidance, 2022, equation 6, with the scale of Nichol et al., GLIDE, 2021:
 * without + scale (with - without). Scale 0 ignores the class, 1 is the network's own answer (the paper's w = 0), more
 * makes pictures more typical and less varied.
 */
public final class ClassifierFreeGuidance {
  private ClassifierFreeGuidance() {}

  /**
   * The guided output of a batch whose first half was told the class and whose second half was not, for both halves.
   *
   * @param output (2n, channels, height, width)
   * @param guided how many of the channels, the first ones, are guided; the others (of a learned variance) stay
   */
  public static Tensor guide(Tensor output, long guided, double scale) {
    if (output.dim() < 2 || output.size(0) % 2 != 0) {
      throw new TensorException("Guidance: expected pairs, the first half of the batch with and the second without a "
          + "class, got " + output.describe());
    }
    if (guided < 1 || guided > output.size(1)) {
      throw new TensorException("Guidance: expected 1 to " + output.size(1) + " guided channels, got " + guided);
    }
    return Scope.run(() -> {
      List<Tensor> halves = output.narrow(1, 0, guided).chunk(2, 0);
      Tensor without = halves.get(1);
      Tensor one = without.add(halves.get(0).sub(without), scale);       // (n, guided, h, w)
      Tensor both = Tensors.cat(List.of(one, one), 0);
      return guided == output.size(1) ? both
          : Tensors.cat(List.of(both, output.narrow(1, guided, output.size(1) - guided)), 1);
    });
  }
}
