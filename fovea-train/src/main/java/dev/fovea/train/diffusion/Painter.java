package dev.fovea.train.diffusion;

import dev.fovea.models.generative.DdpmUNet;
import dev.fovea.models.generative.Denoiser;
import dev.fovea.models.generative.DiffusionSampler;
import dev.fovea.models.generative.DiffusionSampler.Watcher;
import dev.fovea.models.generative.GaussianDiffusion;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes pictures of classes with a network, which stays its owner's. Gradients and precision are the caller's.
 *
 * @param network in evaluation mode
 * @param process that it was trained in
 * @param info what belongs to it
 * @param device where it is
 */
record Painter(DdpmUNet network, GaussianDiffusion process, DiffusionInfo info, Device device) {
  /**
   * Pictures (n, channels, side, side) in [-1, 1].
   *
   * @param labels the class of each; their number alone counts for a network without classes
   * @param first number of the first of them among the pictures of a seed
   */
  Tensor paint(List<Integer> labels, long seed, int first, SamplingSpec how, Watcher watcher) {
    try (Noise noise = noise(seed, first, labels.size())) {
      return paint(labels, noise.next(), noise, how, watcher);
    }
  }

  /** The same from given noise (n, channels, side, side), with further noise for each step. */
  Tensor paint(List<Integer> labels, Tensor start, Noise noise, SamplingSpec how, Watcher watcher) {
    try (Scope scope = Scope.open();
        DiffusionSampler sampler = new DiffusionSampler(process, how.sampler(), how.steps(), how.eta())) {
      Tensor classes = Tensors.of(labels.stream().mapToLong(Integer::longValue).toArray()).to(device);
      Denoiser denoiser = network.guided(classes, how.guidance());
      return scope.keep(sampler.sample(denoiser, placed(start), () -> placed(noise.next()), watcher));
    }
  }

  /** Noise for so many pictures of a seed, from number {@code first} on. */
  Noise noise(long seed, int first, int count) {
    return new Noise(seed, first, count, info.input().channels(), info.side(), info.side());
  }

  private Tensor placed(Tensor noise) {
    return noise.to(device).to(MemoryFormat.CHANNELS_LAST);
  }

  /** Classes in turn for so many pictures, from number {@code first} on. */
  List<Integer> labels(int first, int count) {
    int classes = Math.max(1, info.classes().size());
    return IntStream.range(first, first + count).mapToObj(i -> i % classes).toList();
  }
}
