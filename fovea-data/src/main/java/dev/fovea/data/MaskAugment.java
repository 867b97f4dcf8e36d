package dev.fovea.data;

import dev.fovea.image.Box;
import dev.fovea.image.Geometry;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.Resize;
import dev.fovea.image.Transforms;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * Changes a picture and its mask at random, both alike: a random window at a random scale, left and right exchanged,
 * and colours, which the mask has not.
 *
 * <p>What a window shows beyond the picture is black and counts for nothing.
 *
 * @param width of what comes out, in pixels
 * @param height of what comes out, in pixels
 * @param flip whether left and right are exchanged half of the time
 * @param minScale least enlargement, above 0
 * @param maxScale largest enlargement
 * @param jitter how much brightness, contrast and saturation change, 0 to 1
 */
public record MaskAugment(int width, int height, boolean flip, double minScale, double maxScale, double jitter)
    implements BiFunction<MaskedImage, RandomGenerator, MaskedImage> {
  /** Checks the ranges. */
  public MaskAugment {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("MaskAugment: expected a width and height of 1 or more, got " + width + " and "
          + height);
    }
    if (!(minScale > 0 && minScale <= maxScale && maxScale <= 100) || !(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("MaskAugment: expected scales above 0 up to 100, the least first, and a jitter"
          + " of 0 to 1, got " + minScale + ", " + maxScale + " and " + jitter);
    }
  }

  @Override
  public MaskedImage apply(MaskedImage item, RandomGenerator random) {
    double scale = minScale + (maxScale - minScale) * random.nextDouble();
    int windowWidth = Math.max(1, (int) Math.rint(width / scale));
    int windowHeight = Math.max(1, (int) Math.rint(height / scale));
    MaskedImage padded = padded(item, windowWidth, windowHeight);
    int x = random.nextInt(padded.image().width() - windowWidth + 1);
    int y = random.nextInt(padded.image().height() - windowHeight + 1);
    Box window = new Box(x, y, windowWidth, windowHeight);
    Image image = cut(padded.image(), window, Interpolation.BILINEAR);
    Image mask = cut(padded.mask(), window, Interpolation.NEAREST);
    if (flip && random.nextBoolean()) {
      image = Geometry.flipHorizontal(image);
      mask = Geometry.flipHorizontal(mask);
    }
    return new MaskedImage(jitter == 0 ? image
        : Transforms.colorJitter(jitter, jitter, image.channels() == 3 ? jitter : 0, 0).apply(image, random), mask);
  }

  private Image cut(Image image, Box window, Interpolation interpolation) {
    return window.width() == width && window.height() == height ? Geometry.crop(image, window)
        : Resize.resize(image, window, width, height, interpolation);
  }

  /** With a border where the window is larger than the picture. */
  private static MaskedImage padded(MaskedImage item, int width, int height) {
    int right = Math.max(0, width - item.image().width());
    int below = Math.max(0, height - item.image().height());
    if (right == 0 && below == 0) {
      return item;
    }
    int left = right / 2;
    int above = below / 2;
    return new MaskedImage(Geometry.pad(item.image(), left, above, right - left, below - above, 0),
        Geometry.pad(item.mask(), left, above, right - left, below - above, MaskedImage.VOID));
  }

  /** A picture and its mask at another size: the picture bilinear, the mask by its nearest pixels. */
  public static MaskedImage resize(MaskedImage item, int width, int height) {
    return new MaskedImage(Resize.resize(item.image(), width, height, Interpolation.BILINEAR),
        Resize.resize(item.mask(), width, height, Interpolation.NEAREST));
  }
}
