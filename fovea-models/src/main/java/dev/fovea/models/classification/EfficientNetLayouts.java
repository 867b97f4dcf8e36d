package dev.fovea.models.classification;

import dev.fovea.models.StateLayout;
import dev.fovea.models.classification.EfficientNet.Stage;
import java.util.List;

/**
 * What timm calls the parts of an {@link EfficientNet}.
 *
 * <p>The arithmetic is the same for timm's networks without {@code tf_} in front, with {@code norm_eps=1e-5} where ours
 * is 1e-3 (B5 and larger, and version 2). Those with {@code tf_}, and lukemelas' EfficientNet-PyTorch, pad as TensorFlow
 * does, one pixel more below and to the right: the names of the former are the same, the results are not quite.
 */
final class EfficientNetLayouts {
  private EfficientNetLayouts() {}

  /** For a table of blocks. */
  static StateLayout timm(List<Stage> rows) {
    StateLayout layout = StateLayout.of("timm");
    layout = unit(layout, "features\\.0\\.", "", "conv_stem", "bn1");
    for (int i = 0; i < rows.size(); i++) {
      String own = "features\\." + (i + 1) + "\\.(\\d+)\\.block\\.";
      layout = block(layout, rows.get(i), own, "blocks." + i + ".$1.");
    }
    layout = unit(layout, "features\\." + (rows.size() + 1) + "\\.", "", "conv_head", "bn2");
    return layout.rename("classifier\\.1\\.(?<rest>.*)", "classifier.${rest}");
  }

  private static StateLayout block(StateLayout layout, Stage row, String own, String theirs) {
    boolean expands = row.expand() != 1;
    if (row.fused()) {
      StateLayout first = unit(layout, own + "0\\.", theirs, expands ? "conv_exp" : "conv", "bn1");
      return expands ? unit(first, own + "1\\.", theirs, "conv_pwl", "bn2") : first;
    } else if (expands) {
      StateLayout first = unit(layout, own + "0\\.", theirs, "conv_pw", "bn1");
      StateLayout second = unit(first, own + "1\\.", theirs, "conv_dw", "bn2");
      return unit(excitation(second, own + "2\\.", theirs), own + "3\\.", theirs, "conv_pwl", "bn3");
    }
    StateLayout first = unit(layout, own + "0\\.", theirs, "conv_dw", "bn1");
    return unit(excitation(first, own + "1\\.", theirs), own + "2\\.", theirs, "conv_pw", "bn2");
  }

  /** A convolution and its normalisation. */
  private static StateLayout unit(StateLayout layout, String own, String theirs, String conv, String norm) {
    return layout.rename(own + "0\\.(?<rest>.*)", theirs + conv + ".${rest}")
        .rename(own + "1\\.(?<rest>.*)", theirs + norm + ".${rest}");
  }

  private static StateLayout excitation(StateLayout layout, String own, String theirs) {
    return layout.rename(own + "fc1\\.(?<rest>.*)", theirs + "se.conv_reduce.${rest}")
        .rename(own + "fc2\\.(?<rest>.*)", theirs + "se.conv_expand.${rest}");
  }
}
