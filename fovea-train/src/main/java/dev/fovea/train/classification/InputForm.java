package dev.fovea.train.classification;

import dev.fovea.data.ImageTensors;
import dev.fovea.data.Normalization;
import dev.fovea.image.Geometry;
import dev.fovea.image.Image;
import dev.fovea.image.Resize;
import dev.fovea.image.Transform;
import dev.fovea.models.Preprocessing;
import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * How any picture becomes an input of a classifier: its channels, its size, its values.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 * @param preprocessing size and values
 */
public record InputForm(int channels, Preprocessing preprocessing) {
  /** Checks that there is a mean for each channel. */
  public InputForm {
    if (preprocessing.mean().size() != channels || channels != 1 && channels != 3) {
      throw new IllegalArgumentException("Expected 1 or 3 channels with a mean for each, got " + channels + " and "
          + preprocessing.mean());
    }
  }

  /** The picture with the right channels. */
  public Image colored(Image image) {
    return channels == 1 ? image.toGrey() : image.toRgb();
  }

  /** The picture with the right channels and size, without chance. */
  public Image fit(Image image) {
    Image sized = colored(image);
    int resize = preprocessing.resize();
    int crop = preprocessing.crop();
    if (resize > 0 && Math.min(sized.width(), sized.height()) != resize) {
      sized = crop > 0 && crop <= resize
          ? Resize.resizeCenterCrop(sized, resize, crop, preprocessing.interpolation())
          : Resize.resizeShorter(sized, resize, preprocessing.interpolation());
    }
    return crop > 0 && (sized.width() != crop || sized.height() != crop) ? Geometry.centerCrop(sized, crop, crop)
        : sized;
  }

  /** {@link #fit} as a step of preparing pictures. */
  public Transform fitting() {
    return (image, random) -> fit(image);
  }

  /** Means and deviations. */
  public Normalization normalization() {
    return new Normalization(floats(preprocessing.mean()), floats(preprocessing.std()));
  }

  /** A batch (n, channels, height, width) of any pictures. */
  public Tensor batch(List<Image> images) {
    return ImageTensors.stack(images.stream().map(this::fit).toList(), normalization());
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
