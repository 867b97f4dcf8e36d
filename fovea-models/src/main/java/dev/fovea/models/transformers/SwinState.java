package dev.fovea.models.transformers;

import dev.fovea.models.StateLayout;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** States of Swin for other sizes and publishers; what follows from the configuration is not taken from files. */
final class SwinState {
  private static final String TABLE = "relative_position_bias_table";
  private static final String POSITIONS = "absolute_pos_embed";

  private SwinState() {}

  /** What torchvision calls each entry: stages and mergings take turns in {@code features}. */
  static StateLayout torchvision(int stages) {
    StateLayout layout = StateLayout.of("torchvision").rename("patch_embed\\.proj\\.(.*)", "features.0.0.$1")
        .rename("patch_embed\\.norm\\.(.*)", "features.0.2.$1");
    for (int i = 0; i < stages; i++) {
      String stage = "layers\\." + i + "\\.";
      String blocks = "features." + (2 * i + 1) + ".$1.";
      layout = layout.rename(stage + "blocks\\.(\\d+)\\.mlp\\.fc1\\.(.*)", blocks + "mlp.0.$2")
          .rename(stage + "blocks\\.(\\d+)\\.mlp\\.fc2\\.(.*)", blocks + "mlp.3.$2")
          .rename(stage + "blocks\\.(\\d+)\\.(.*)", blocks + "$2")
          .rename(stage + "downsample\\.(.*)", "features." + (2 * i + 2) + ".$1");
    }
    return layout;
  }

  /**
   * A checkpoint's state for a network.
   *
   * @param own the network's state
   * @param rows of the network's patches
   * @param columns of the network's patches
   */
  static Map<String, Tensor> adapted(Map<String, Tensor> own, Map<String, Tensor> state, long rows,
      long columns) {
    Map<String, Tensor> adapted = new LinkedHashMap<>();
    state.forEach((name, value) -> {
      Tensor target = own.get(name);
      if (!isDerived(name)) {
        adapted.put(name, target == null ? value : fitted(name, value, target, rows, columns));
      }
    });
    own.forEach((name, value) -> {
      if (isDerived(name)) {
        adapted.put(name, value);
      }
    });
    return adapted;
  }

  /** Whether an entry follows from the configuration. */
  private static boolean isDerived(String name) {
    return name.endsWith("attn_mask") || name.endsWith("relative_position_index")
        || name.endsWith("relative_coords_table");
  }

  private static Tensor fitted(String name, Tensor value, Tensor target, long rows, long columns) {
    if (name.endsWith(TABLE) && value.dim() == 2) {
      return RelativePositions.resizedTable(value, target.size(0));
    }
    return name.equals(POSITIONS) ? positions(value, target, rows, columns) : value;
  }

  /** Tokens (1, patches, c) of a square or of these sides, or maps (1, c, h, w), as the target's tokens or maps. */
  private static Tensor positions(Tensor value, Tensor target, long rows, long columns) {
    boolean tokens = value.dim() == 3;
    boolean fits = tokens && value.size(1) == rows * columns;
    long side = tokens ? Math.round(Math.sqrt(value.size(1))) : 0;
    if (fits && target.dim() == 3 || tokens && !fits && side * side != value.size(1)
        || value.dim() != 3 && value.dim() != 4) {
      return value;
    }
    return Scope.run(() -> {
      Tensor maps = !tokens ? value
          : value.transpose(1, 2).unflatten(2, fits ? rows : side, fits ? columns : side);
      Tensor resized = maps.size(2) == rows && maps.size(3) == columns ? maps
          : Sampling.interpolate(maps, new long[] {rows, columns}, "bicubic", false);
      return (target.dim() == 3 ? resized.flatten(2).transpose(1, 2) : resized).contiguous();
    });
  }
}
