package dev.fovea.models.transformers;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.List;

/** The sizes of pictures that networks of patches take: one side for squares, or height and width. */
final class PictureSize {
  private PictureSize() {}

  /**
   * Height and width of an option {@code img_size}.
   *
   * @param divisor what both sides must be multiples of
   */
  static List<Integer> of(List<Integer> imgSize, int divisor) {
    List<Integer> size = imgSize.size() == 1 ? List.of(imgSize.get(0), imgSize.get(0)) : List.copyOf(imgSize);
    if (divisor < 1) {
      throw new IllegalArgumentException("patch_size: expected 1 or more, got " + divisor);
    }
    if (size.size() != 2 || size.stream().anyMatch(side -> side < divisor || side % divisor != 0)) {
      throw new IllegalArgumentException("img_size: expected one side or [height, width], multiples of patch_size "
          + divisor + ", got " + (imgSize.size() == 1 ? imgSize.get(0) : imgSize));
    }
    return size;
  }

  /** Fails for anything but pictures (n, channels, height, width) of one size. */
  static void check(Tensor x, String network, int channels, List<Integer> size, String advice) {
    if (x.dim() != 4 || x.size(1) != channels || x.size(2) != size.get(0) || x.size(3) != size.get(1)) {
      throw new TensorException(network + ": expected pictures (n, " + channels + ", " + size.get(0) + ", "
          + size.get(1) + "), got " + x.describe() + "; " + advice);
    }
  }

  /** Fails for anything but pictures (n, channels, height, width) whose sides are multiples of the patch size. */
  static void checkMultiple(Tensor x, String network, int channels, int patchSize) {
    if (x.dim() != 4 || x.size(1) != channels || x.size(2) < patchSize || x.size(3) < patchSize
        || x.size(2) % patchSize != 0 || x.size(3) % patchSize != 0) {
      throw new TensorException(network + ": expected pictures (n, " + channels + ", height, width) with sides that are "
          + "multiples of " + patchSize + ", got " + x.describe() + "; resize or pad them");
    }
  }
}
