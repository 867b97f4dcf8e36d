package dev.fovea.models.classification;

import dev.fovea.models.Preprocessing;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;

/** What the two Inception networks of torchvision do with their input. */
final class InceptionInput {
  private InceptionInput() {}

  static void check(int numClasses, int inChannels, boolean transformInput) {
    if (numClasses < 1 || inChannels < 1) {
      throw new IllegalArgumentException("num_classes, in_channels: expected 1 or more, got " + numClasses + ", "
          + inChannels);
    }
    if (transformInput && inChannels != 3) {
      throw new IllegalArgumentException("transform_input: expected pictures of 3 channels, got in_channels "
          + inChannels);
    }
  }

  /** From ImageNet's means and deviations to (x - 0.5) / 0.5, where that is asked for. */
  static Tensor of(Tensor x, boolean transform) {
    if (!transform) {
      return x;
    }
    float[] scale = new float[3];
    float[] shift = new float[3];
    for (int c = 0; c < 3; c++) {
      scale[c] = (float) (Preprocessing.IMAGENET_STD.get(c) / 0.5);
      shift[c] = (float) ((Preprocessing.IMAGENET_MEAN.get(c) - 0.5) / 0.5);
    }
    return x.mul(channels(scale, x)).add(channels(shift, x));
  }

  private static Tensor channels(float[] values, Tensor like) {
    return Tensors.of(values, 1, 3, 1, 1).to(like.device()).to(like.dtype());
  }
}
