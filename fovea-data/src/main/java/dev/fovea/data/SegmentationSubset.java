package dev.fovea.data;

import dev.fovea.image.Image;
import java.util.List;
import java.util.random.RandomGenerator;

/** Items of another set at some places. */
record SegmentationSubset(SegmentationSet base, int[] indices) implements SegmentationSet {
  @Override
  public String name() {
    return base.name();
  }

  @Override
  public List<String> classes() {
    return base.classes();
  }

  @Override
  public List<Integer> colors() {
    return base.colors();
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Image mask(int index) {
    return base.mask(indices[index]);
  }

  @Override
  public String source(int index) {
    return base.source(indices[index]);
  }

  @Override
  public MaskedImage get(int index, RandomGenerator random) {
    return base.get(indices[index], random);
  }
}
