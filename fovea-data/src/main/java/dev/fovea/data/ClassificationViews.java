package dev.fovea.data;

import dev.fovea.image.Transform;
import java.util.List;
import java.util.random.RandomGenerator;

/** Classification data sets made of others. */
final class ClassificationViews {
  private ClassificationViews() {}

  /** Pictures changed when they are read. */
  record Transformed(ImageClassification base, Transform transform) implements ImageClassification {
    @Override
    public String name() {
      return base.name();
    }

    @Override
    public List<String> classes() {
      return base.classes();
    }

    @Override
    public int size() {
      return base.size();
    }

    @Override
    public int label(int index) {
      return base.label(index);
    }

    @Override
    public String source(int index) {
      return base.source(index);
    }

    @Override
    public LabeledImage get(int index, RandomGenerator random) {
      LabeledImage item = base.get(index, random);
      try {
        return new LabeledImage(transform.apply(item.image(), random), item.label());
      } catch (IllegalArgumentException e) {
        throw new DataException(source(index) + ": " + DataException.reason(e), e);
      }
    }
  }

  /** Items at some places. */
  record Subset(ImageClassification base, int[] indices) implements ImageClassification {
    @Override
    public String name() {
      return base.name();
    }

    @Override
    public List<String> classes() {
      return base.classes();
    }

    @Override
    public int size() {
      return indices.length;
    }

    @Override
    public int label(int index) {
      return base.label(indices[index]);
    }

    @Override
    public String source(int index) {
      return base.source(indices[index]);
    }

    @Override
    public LabeledImage get(int index, RandomGenerator random) {
      return base.get(indices[index], random);
    }
  }
}
