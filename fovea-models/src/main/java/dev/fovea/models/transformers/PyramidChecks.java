package dev.fovea.models.transformers;

import java.util.List;

/** What the configurations of pyramids of four stages have in common. */
final class PyramidChecks {
  private PyramidChecks() {}

  /** Each list has four values, at least 1, and heads divide widths. */
  static void stages(List<Integer> embedDims, List<Integer> numHeads, List<Double> mlpRatios, List<Integer> depths,
      List<Integer> srRatios) {
    positive("embed_dims", embedDims);
    positive("num_heads", numHeads);
    positive("depths", depths);
    positive("sr_ratios", srRatios);
    if (mlpRatios.size() != 4 || mlpRatios.stream().anyMatch(ratio -> !(ratio > 0))) {
      throw new IllegalArgumentException("mlp_ratios: expected 4 numbers above 0, got " + mlpRatios);
    }
    for (int i = 0; i < 4; i++) {
      if (embedDims.get(i) % numHeads.get(i) != 0) {
        throw new IllegalArgumentException("embed_dims: expected multiples of num_heads " + numHeads + ", got "
            + embedDims);
      }
    }
  }

  static void positive(String name, List<Integer> values) {
    if (values.size() != 4 || values.stream().anyMatch(value -> value < 1)) {
      throw new IllegalArgumentException(name + ": expected 4 numbers of 1 or more, got " + values);
    }
  }

  static void sizes(int imgSize, int patchSize, int inChans, int numClasses) {
    if (patchSize < 1 || inChans < 1 || numClasses < 0 || imgSize < 8L * patchSize) {
      throw new IllegalArgumentException("img_size, patch_size, in_chans, num_classes: expected 8 patches or more, 1 or "
          + "more, 1 or more, 0 or more, got " + imgSize + ", " + patchSize + ", " + inChans + ", " + numClasses);
    }
  }
}
