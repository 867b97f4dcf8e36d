package dev.fovea.data;

import dev.fovea.image.Image;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures of whose pixels each belongs to one class, or to none.
 *
 * <pre>{@code
 * SegmentationParts camvid = SegmentationParts.open("camvid", Datasets.Options.defaults());
 * System.out.println(camvid.train().size() + " pictures of " + camvid.train().classes());
 * }</pre>
 */
public interface SegmentationSet extends Dataset<MaskedImage> {
  /** What people call the data set. */
  String name();

  /** The names of the classes, by class number. */
  List<String> classes();

  /** A colour for each class, 0xRRGGBB. */
  List<Integer> colors();

  /** The mask of an item, without its picture. */
  Image mask(int index);

  /** Where a picture comes from, for reports. */
  String source(int index);

  /** How often each class comes, by reading all masks. */
  default PixelCounts pixelCounts() {
    return PixelCounts.of(this);
  }

  @Override
  default SegmentationSet subset(int... indices) {
    return new SegmentationSubset(this, Views.checked(indices, size()));
  }

  @Override
  default SegmentationSet take(int count) {
    return subset(IntStream.range(0, Math.min(count, size())).toArray());
  }
}
