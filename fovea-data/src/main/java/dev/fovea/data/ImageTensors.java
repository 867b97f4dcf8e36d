package dev.fovea.data;

import dev.fovea.image.Image;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;

/** Pictures to tensors. */
public final class ImageTensors {
  private ImageTensors() {}

  /** One picture as float32 (1, channels, height, width). */
  public static Tensor of(Image image, Normalization normalization) {
    return stack(List.of(image), normalization);
  }

  /**
   * Pictures of one size as float32 (N, channels, height, width).
   *
   * @throws DataException if there are none, or their sizes or channels differ
   */
  public static Tensor stack(List<Image> images, Normalization normalization) {
    if (images.isEmpty()) {
      throw new DataException("A batch needs at least one picture, got none");
    }
    Image first = images.get(0);
    int item = first.data().length;
    float[] values = new float[Math.multiplyExact(images.size(), item)];
    for (int i = 0; i < images.size(); i++) {
      Image image = images.get(i);
      if (image.width() != first.width() || image.height() != first.height() || image.channels() != first.channels()) {
        throw new DataException("The pictures of a batch must have one size, but picture 0 is " + first
            + " and picture " + i + " is " + image + "; resize and crop them to one size (Transforms.resize(w, h, ..),"
            + " Transforms.centerCrop)");
      }
      image.toFloatChw(normalization.mean(), normalization.std(), values, i * item);
    }
    return Tensors.of(values, images.size(), first.channels(), first.height(), first.width());
  }

  /** The usual batch of a classifier. */
  public static Collate<LabeledImage, Batch> labeled(Normalization normalization) {
    return items -> new Batch(stack(items.stream().map(LabeledImage::image).toList(), normalization),
        Tensors.of(items.stream().mapToLong(LabeledImage::label).toArray()));
  }

  /** A batch of pictures alone, as generative models take them. */
  public static Collate<Image, Tensor> plain(Normalization normalization) {
    return images -> stack(images, normalization);
  }
}
