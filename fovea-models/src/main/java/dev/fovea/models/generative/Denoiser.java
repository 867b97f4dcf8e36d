package dev.fovea.models.generative;

import dev.fovea.tensor.Tensor;

/** What a diffusion process asks of a network: to say what is in a noisy picture. */
@FunctionalInterface
public interface Denoiser {
  /**
   * The network's output.
   *
   * @param x noisy pictures (n, channels, height, width)
   * @param t how noisy each of them is: steps of the process that was trained (n), int64
   * @return (n, channels, height, width), or twice the channels where the variance is learned
   */
  Tensor apply(Tensor x, Tensor t);
}
