package dev.fovea.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network for square pictures of another side than its usual one. */
public final class InputSide {
  /** Options that say the side of the pictures, under the names that references have for it. */
  public static final List<String> KEYS =
      List.of("image_size", "img_size", "input_size", "input_resolution", "data_shape");
  private static final String PATCH = "patch_size";
  private static final int FEWEST_PATCHES = 4;

  private InputSide() {}

  /**
   * Options with which a network takes pictures of a side; the given ones where it takes any size as it is.
   *
   * <p>A network of several branches, each with a side of its own, gets all of them in their proportions and as whole
   * patches, four or more.
   *
   * @param side in pixels
   */
  public static ModelConfig of(ModelEntry<?> entry, ModelConfig config, int side) {
    Map<String, @Nullable Object> full = ModelConfig.of(entry.resolve(config)).values();
    for (String key : KEYS) {
      Object value = full.get(key);
      if (value instanceof Number) {
        return config.with(key, side);
      } else if (value instanceof List<?> && key.equals("data_shape")) {
        List<Integer> shape = new ArrayList<>(numbers(value));
        shape.set(1, side);
        shape.set(2, side);
        return config.with(key, shape);
      } else if (value instanceof List<?>) {
        return config.with(key, scaled(numbers(value), numbers(full.get(PATCH)), side));
      }
    }
    return config;
  }

  /** The largest of a network's patch sizes in pixels; 1 where it has none. */
  public static int largestPatch(ModelEntry<?> entry, ModelConfig config) {
    Map<String, @Nullable Object> full = ModelConfig.of(entry.resolve(config)).values();
    return numbers(full.get(PATCH)).stream().mapToInt(Integer::intValue).max().orElse(1);
  }

  private static List<Integer> scaled(List<Integer> sides, List<Integer> patches, int side) {
    int largest = sides.stream().mapToInt(Integer::intValue).max().orElse(side);
    List<Integer> scaled = new ArrayList<>();
    for (int i = 0; i < sides.size(); i++) {
      double exact = (double) sides.get(i) * side / largest;
      int patch = patches.size() == sides.size() ? patches.get(i) : 1;
      scaled.add(patch * Math.max(patch == 1 ? 1 : FEWEST_PATCHES, (int) Math.round(exact / patch)));
    }
    return scaled;
  }

  private static List<Integer> numbers(@Nullable Object value) {
    if (value instanceof Number number) {
      return List.of(number.intValue());
    }
    return value instanceof List<?> items
        ? items.stream().filter(Number.class::isInstance).map(item -> ((Number) item).intValue()).toList() : List.of();
  }
}
