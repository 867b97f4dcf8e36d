package dev.fovea.data;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures and their masks, ready for a network.
 *
 * @param images float32 (n, channels, height, width)
 * @param masks int64 (n, height, width): class numbers, {@link MaskedImage#VOID} where a pixel counts for nothing
 * @param borders float32 (n, height, width): what pixels between touching things weigh more, see {@link BorderWeights};
 *     null where nobody asked for it
 */
public record SegmentationBatch(Tensor images, Tensor masks, @Nullable Tensor borders) {
  /** The number of pictures. */
  public int size() {
    return (int) masks.size(0);
  }

  /** Makes batches of pictures of one size, without weights of borders. */
  public static Collate<MaskedImage, SegmentationBatch> collate(Normalization normalization) {
    return items -> new SegmentationBatch(images(items, normalization), masks(items), null);
  }

  /** Makes batches of pictures of one size, with weights of borders. */
  public static Collate<MaskedImage, SegmentationBatch> collate(Normalization normalization, BorderWeights borders) {
    return items -> {
      int plane = items.get(0).mask().data().length;
      Tensor images = images(items, normalization);
      float[] weights = new float[items.size() * plane];
      for (int i = 0; i < items.size(); i++) {
        System.arraycopy(borders.of(items.get(i).mask()), 0, weights, i * plane, plane);
      }
      return new SegmentationBatch(images, masks(items),
          Tensors.of(weights, items.size(), images.size(2), images.size(3)));
    };
  }

  private static Tensor images(List<MaskedImage> items, Normalization normalization) {
    return ImageTensors.stack(items.stream().map(MaskedImage::image).toList(), normalization);
  }

  private static Tensor masks(List<MaskedImage> items) {
    int plane = items.get(0).mask().data().length;
    long[] numbers = new long[items.size() * plane];
    int to = 0;
    for (MaskedImage item : items) {
      for (byte number : item.mask().data()) {
        numbers[to++] = number & 0xff;
      }
    }
    return Tensors.of(numbers, items.size(), items.get(0).mask().height(), items.get(0).mask().width());
  }
}
