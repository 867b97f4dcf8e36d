package dev.fovea.models.generative;

import dev.fovea.tensor.Tensor;

/** A network that tells real pictures from made ones; also called a discriminator. */
public interface Critic {
  /**
   * Raw scores, higher where a picture looks more real: the probability that it is real before its sigmoid, or the
   * critic's value itself.
   *
   * @param images (n, channels, height, width), in [-1, 1]
   * @return (n), or one a patch (n, 1, h, w)
   */
  Tensor scores(Tensor images);
}
