package dev.fovea.data;

import dev.fovea.image.Image;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Pictures and masks that are all in memory.
 *
 * @param name what people call the data set
 * @param classes names by class number
 * @param colors a colour for each class
 * @param sources where each picture comes from
 * @param items the pictures and masks
 */
public record MemorySegmentation(String name, List<String> classes, List<Integer> colors, List<String> sources,
    List<MaskedImage> items) implements SegmentationSet {
  /** Checks the lengths and the numbers in the masks. */
  public MemorySegmentation {
    classes = List.copyOf(classes);
    colors = List.copyOf(colors);
    sources = List.copyOf(sources);
    items = List.copyOf(items);
    if (colors.size() != classes.size() || sources.size() != items.size()) {
      throw new DataException(name + ": expected a colour for each of " + classes.size() + " classes and a source for "
          + "each of " + items.size() + " items, got " + colors.size() + " and " + sources.size());
    }
    for (int i = 0; i < items.size(); i++) {
      for (byte number : items.get(i).mask().data()) {
        if ((number & 0xff) >= classes.size() && (number & 0xff) != MaskedImage.VOID) {
          throw new DataException(sources.get(i) + ": its mask has the class number " + (number & 0xff)
              + ", expected 0 to " + (classes.size() - 1) + " or " + MaskedImage.VOID);
        }
      }
    }
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public Image mask(int index) {
    return items.get(index).mask();
  }

  @Override
  public String source(int index) {
    return sources.get(index);
  }

  @Override
  public MaskedImage get(int index, RandomGenerator random) {
    return items.get(index);
  }
}
