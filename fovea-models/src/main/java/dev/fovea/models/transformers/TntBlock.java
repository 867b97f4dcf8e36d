package dev.fovea.models.transformers;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.models.layers.Mlp;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pixels of a patch attend to each other, are added to the patch's token, and patches attend to each other. Han et al.,
 * Transformer in Transformer, 2021, equations 4 to 8.
 */
final class TntBlock extends Module {
  /**
   * What it is called, and where it normalises on the way from pixels to patches.
   *
   * @param flatFirst whether the pixels of a patch are normalised together, after they were put in one row, and the
   *     result once more; the linear map between them then has no bias
   */
  enum Names {
    HUAWEI(true, "inner_norm1", "inner_attn", "inner_norm2", "inner_mlp", "proj_norm1", "outer_norm1", "outer_attn",
        "outer_norm2", "outer_mlp"),
    TIMM_LEGACY(false, "norm_in", "attn_in", "norm_mlp_in", "mlp_in", "norm1_proj", "norm_out", "attn_out", "norm_mlp",
        "mlp");

    private final boolean flatFirst;
    private final String[] parts;

    Names(boolean flatFirst, String... parts) {
      this.flatFirst = flatFirst;
      this.parts = parts;
    }
  }

  /** Sizes and rates; {@code pixels} are the inner tokens of a patch. */
  record Options(int outer, int outerHeads, int inner, int innerHeads, long pixels, double outerRatio,
      double innerRatio, boolean qkvBias, @Nullable Double scale, double dropout, double attentionDropout) {}

  /** The pixels' tokens (n patches, pixels, inner) and the patches' (n, 1 + patches, outer). */
  record Tokens(Tensor inner, Tensor outer) {}

  private final boolean flatFirst;
  private final LayerNorm innerNorm1;
  private final Attention innerAttn;
  private final LayerNorm innerNorm2;
  private final Mlp innerMlp;
  private final LayerNorm projNorm1;
  private final Linear proj;
  private final @Nullable LayerNorm projNorm2;
  private final LayerNorm outerNorm1;
  private final Attention outerAttn;
  private final StochasticDepth dropPath;
  private final LayerNorm outerNorm2;
  private final Mlp outerMlp;

  TntBlock(Options options, Names names, double drop) {
    String[] parts = names.parts;
    long flat = options.pixels * options.inner;
    this.flatFirst = names.flatFirst;
    this.innerNorm1 = child(parts[0], new LayerNorm(options.inner));
    this.innerAttn = child(parts[1], new Attention(options, options.inner, options.innerHeads));
    this.innerNorm2 = child(parts[2], new LayerNorm(options.inner));
    this.innerMlp = child(parts[3], new Mlp(options.inner, (long) (options.inner * options.innerRatio),
        options.dropout));
    this.projNorm1 = child(parts[4], new LayerNorm(flatFirst ? flat : options.inner));
    this.proj = child("proj", new Linear(flat, options.outer, !flatFirst));
    this.projNorm2 = flatFirst ? child("proj_norm2", new LayerNorm(options.outer)) : null;
    this.outerNorm1 = child(parts[5], new LayerNorm(options.outer));
    this.outerAttn = child(parts[6], new Attention(options, options.outer, options.outerHeads));
    this.dropPath = child("drop_path", new StochasticDepth(drop));
    this.outerNorm2 = child(parts[7], new LayerNorm(options.outer));
    this.outerMlp = child(parts[8], new Mlp(options.outer, (long) (options.outer * options.outerRatio),
        options.dropout));
  }

  /** Both kinds of tokens, to the same shapes. */
  Tokens apply(Tokens x) {
    return call(x, () -> {
      Tensor inner = Chain.of(x.inner, innerNorm1, pixels -> innerAttn.apply(pixels, inPatches(x)), dropPath)
          .add(x.inner);
      inner = Chain.of(inner, innerNorm2, innerMlp, dropPath).add(inner);
      long samples = x.outer.size(0);
      long patches = x.outer.size(1) - 1;
      Tensor outer = Tensors.cat(List.of(x.outer.narrow(1, 0, 1),
          x.outer.narrow(1, 1, patches).add(patches(inner, samples, patches))), 1);
      outer = Chain.of(outer, outerNorm1, tokens -> outerAttn.apply(tokens, KeyPlaces.tokens(1)), dropPath).add(outer);
      return new Tokens(inner, Chain.of(outer, outerNorm2, outerMlp, dropPath).add(outer));
    });
  }

  /** What the pixels add to their patches: (n patches, pixels, inner) to (n, patches, outer). */
  private Tensor patches(Tensor inner, long samples, long patches) {
    return flatFirst && projNorm2 != null
        ? Chain.of(inner.reshape(samples, patches, -1), projNorm1, proj, projNorm2)
        : Chain.of(inner, projNorm1, pixels -> pixels.reshape(samples, patches, -1), proj);
  }

  /** The pixels of all patches as one map. */
  private static KeyPlaces inPatches(Tokens x) {
    long samples = x.outer.size(0);
    long rows = Math.round(Math.sqrt(x.outer.size(1) - 1));
    long side = Math.round(Math.sqrt(x.inner.size(1)));
    return new KeyPlaces(0, (values, height, width) -> values.unflatten(0, samples, rows, rows).unflatten(3, side, side)
        .transpose(2, 3).flatten(3, 4).flatten(1, 2));
  }

  static void check(int imgSize, int patchSize, int innerStride, int outer, int outerHeads, int inner,
      int innerHeads) {
    if (patchSize < 1 || imgSize < patchSize || imgSize % patchSize != 0) {
      throw new IllegalArgumentException("img_size: expected a multiple of patch_size " + patchSize + ", got "
          + imgSize);
    }
    if (innerStride < 1 || patchSize % innerStride != 0) {
      throw new IllegalArgumentException("inner_stride: expected a divisor of patch_size " + patchSize + ", got "
          + innerStride);
    }
    if (outerHeads < 1 || innerHeads < 1 || outer % outerHeads != 0 || inner % innerHeads != 0) {
      throw new IllegalArgumentException("heads: expected divisors of the widths " + outer + " (outer) and " + inner
          + " (inner), got " + outerHeads + " and " + innerHeads);
    }
  }

  /** Attention whose queries and keys come from one linear layer and its values from another. */
  private static final class Attention extends Module {
    private final int heads;
    private final @Nullable Double scale;
    private final Linear qk;
    private final Linear v;
    private final AttentionKernel kernel;
    private final Linear proj;
    private final Dropout projDrop;

    Attention(Options options, int width, int heads) {
      this.heads = heads;
      this.scale = options.scale;
      this.qk = child("qk", new Linear(width, 2L * width, options.qkvBias));
      this.v = child("v", new Linear(width, width, options.qkvBias));
      this.kernel = child("kernel", new AttentionKernel(options.attentionDropout));
      this.proj = child("proj", new Linear(width, width));
      this.projDrop = child("proj_drop", new Dropout(options.dropout));
    }

    Tensor apply(Tensor x, KeyPlaces places) {
      return call(x, () -> {
        long width = x.size(2) / heads;
        List<Tensor> pair = qk.apply(x).unflatten(2, 2, heads, width).permute(2, 0, 3, 1, 4).unbind(0);
        Tensor values = v.apply(x).unflatten(2, heads, width).transpose(1, 2);
        Tensor attended = kernel.apply(pair.get(0), pair.get(1), values, null, scale, places);
        return Chain.of(attended, parts -> parts.transpose(1, 2).flatten(2), proj, projDrop);
      });
    }
  }
}
