package dev.fovea.data;

import dev.fovea.image.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Pictures that each belong to one class. */
public interface ImageClassification extends Dataset<LabeledImage> {
  /** What people call the data set. */
  String name();

  /** The names of the classes, by class number. */
  List<String> classes();

  /** The class of an item, without reading its picture. */
  int label(int index);

  /** Where a picture comes from, for reports: its file, or the data set and its place there. */
  default String source(int index) {
    return name() + "[" + index + "]";
  }

  /** The classes of all items, without reading pictures. */
  default int[] labels() {
    return IntStream.range(0, size()).map(this::label).toArray();
  }

  /** Every picture changed when it is read. */
  default ImageClassification transform(Transform transform) {
    return new ClassificationViews.Transformed(this, transform);
  }

  @Override
  default ImageClassification subset(int... indices) {
    return new ClassificationViews.Subset(this, Views.checked(indices, size()));
  }

  @Override
  default ImageClassification take(int count) {
    return subset(IntStream.range(0, Math.min(count, size())).toArray());
  }

  /** Parts drawn at random within every class, always the same for a seed; see {@link Splits#stratified}. */
  @Override
  default List<ImageClassification> split(long seed, double... fractions) {
    List<ImageClassification> parts = new ArrayList<>();
    for (int[] part : Splits.stratified(labels(), seed, fractions)) {
      parts.add(subset(part));
    }
    return parts;
  }
}
