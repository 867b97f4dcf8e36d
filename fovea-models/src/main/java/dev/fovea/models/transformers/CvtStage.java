package dev.fovea.models.transformers;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Fields;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.models.layers.Mlp;
import dev.fovea.models.layers.PatchEmbed;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm2d;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stage of {@link Cvt}: convolutional tokens and the blocks over them. Wu et al., CvT, 2021, figure 2. */
final class CvtStage extends Layer {
  private final @Nullable Tensor clsToken;
  private final PatchEmbed patchEmbed;
  private final Dropout posDrop;
  private final List<Block> blocks = new ArrayList<>();

  CvtStage(long in, Cvt.Spec spec, int stage) {
    long width = spec.dimEmbed().get(stage);
    this.clsToken = spec.clsToken().get(stage) ? parameter("cls_token", TransformerInit.normal(1, 1, width)) : null;
    this.patchEmbed = child("patch_embed", new PatchEmbed(in, width, spec.patchSize().get(stage),
        ConvOptions.stride(spec.patchStride().get(stage)).padding(spec.patchPadding().get(stage)),
        new LayerNorm(width)));
    this.posDrop = child("pos_drop", new Dropout(spec.dropRate().get(stage)));
    int depth = spec.depth().get(stage);
    double[] drops = depth == 1 ? new double[1]
        : StochasticDepth.linearDecay(depth, 0, spec.dropPathRate().get(stage));
    LinkedHashMap<String, Block> named = new LinkedHashMap<>();
    for (int i = 0; i < depth; i++) {
      blocks.add(new Block(spec, stage, drops[i]));
      named.put(Integer.toString(i), blocks.get(i));
    }
    child("blocks", new Numbered(named));
  }

  boolean hasClassToken() {
    return clsToken != null;
  }

  /** Tokens (n, [1 +] h w, width) of maps (n, c, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    Tensor field = patchEmbed.apply(x);                                        // (n, h, w, width)
    return blocks(field);
  }

  /** Maps (n, width, h, w) of maps (n, c, height, width); the class token is left behind. */
  Tensor maps(Tensor x) {
    return call(x, () -> {
      Tensor field = patchEmbed.apply(x);
      long places = field.size(1) * field.size(2);
      Tensor tokens = blocks(field);
      return Fields.toMaps(Fields.ofTokens(tokens.narrow(1, tokens.size(1) - places, places), field.size(1),
          field.size(2)));
    });
  }

  private Tensor blocks(Tensor field) {
    Tensor tokens = Fields.toTokens(field);
    if (clsToken != null) {
      tokens = Tensors.cat(List.of(clsToken.expand(field.size(0), -1, -1), tokens), 1);
    }
    Tensor current = posDrop.apply(tokens);
    for (Block block : blocks) {
      Tensor next = block.apply(current, field.size(1), field.size(2));
      current.close();
      current = next;
    }
    return current;
  }

  /** Blocks by number. */
  private static final class Numbered extends Module {
    Numbered(LinkedHashMap<String, Block> blocks) {
      blocks.forEach(this::child);
    }
  }

  /** x + attention(norm(x)), then x + mlp(norm(x)), for tokens of a map whose sides are known. */
  private static final class Block extends Module {
    private final LayerNorm norm1;
    private final ConvAttention attn;
    private final StochasticDepth dropPath;
    private final LayerNorm norm2;
    private final Mlp mlp;

    Block(Cvt.Spec spec, int stage, double dropPath) {
      long width = spec.dimEmbed().get(stage);
      this.norm1 = child("norm1", new LayerNorm(width));
      this.attn = child("attn", new ConvAttention(spec, stage));
      this.dropPath = child("drop_path", new StochasticDepth(dropPath));
      this.norm2 = child("norm2", new LayerNorm(width));
      this.mlp = child("mlp", new Mlp(width, (long) (width * spec.mlpRatio().get(stage)), spec.dropRate().get(stage),
          Layer.of("QuickGELU", x -> x.mul(1.702).sigmoid_().mul(x))));
    }

    Tensor apply(Tensor x, long height, long width) {
      return call(x, () -> {
        Tensor attended = Chain.of(x, norm1, tokens -> attn.apply(tokens, height, width), dropPath).add(x);
        return Chain.of(attended, norm2, mlp, dropPath).add(attended);
      });
    }
  }

  /** Attention whose queries, keys and values come from convolutions of the map; the class token passes them by. */
  private static final class ConvAttention extends Module {
    private final int prefix;
    private final int heads;
    private final double scale;
    private final Layer convProjQ;
    private final Layer convProjK;
    private final Layer convProjV;
    private final Linear projQ;
    private final Linear projK;
    private final Linear projV;
    private final AttentionKernel kernel;
    private final Linear proj;
    private final Dropout projDrop;

    ConvAttention(Cvt.Spec spec, int stage) {
      long width = spec.dimEmbed().get(stage);
      boolean bias = spec.qkvBias().get(stage);
      Cvt.QkvProjMethod method = spec.qkvProjMethod().get(stage);
      this.prefix = spec.clsToken().get(stage) ? 1 : 0;
      this.heads = spec.numHeads().get(stage);
      this.scale = 1 / Math.sqrt(width);
      long kernelQkv = spec.kernelQkv().get(stage);
      ConvOptions forKeys = ConvOptions.stride(spec.strideKv().get(stage)).padding(spec.paddingKv().get(stage));
      this.convProjQ = child("conv_proj_q", projection(
          method == Cvt.QkvProjMethod.AVG ? Cvt.QkvProjMethod.LINEAR : method, width, kernelQkv,
          ConvOptions.DEFAULT.padding(spec.paddingQ().get(stage))));
      this.convProjK = child("conv_proj_k", projection(method, width, kernelQkv, forKeys));
      this.convProjV = child("conv_proj_v", projection(method, width, kernelQkv, forKeys));
      this.projQ = child("proj_q", new Linear(width, width, bias));
      this.projK = child("proj_k", new Linear(width, width, bias));
      this.projV = child("proj_v", new Linear(width, width, bias));
      this.kernel = child("kernel", new AttentionKernel(spec.attnDropRate().get(stage)));
      this.proj = child("proj", new Linear(width, width));
      this.projDrop = child("proj_drop", new Dropout(spec.dropRate().get(stage)));
    }

    private static Layer projection(Cvt.QkvProjMethod method, long width, long kernel, ConvOptions options) {
      return switch (method) {
        case LINEAR -> new Identity();
        case AVG -> new AvgPool2d(new long[] {kernel, kernel}, options.stride(), options.padding(), true, true);
        case DW_BN -> {
          LinkedHashMap<String, Layer> layers = new LinkedHashMap<>();
          layers.put("conv", new Conv2d(width, width, kernel, options.groups(width).bias(false)));
          layers.put("bn", new BatchNorm2d(width));
          yield new Sequential(layers);
        }
      };
    }

    /** Tokens (n, [1 +] height x width, c) to the same. */
    Tensor apply(Tensor x, long height, long width) {
      return call(x, () -> {
        Tensor maps = Fields.toMaps(Fields.ofTokens(x.narrow(1, prefix, height * width), height, width));
        Tensor keyMaps = convProjK.apply(maps);                                // (n, c, h/2, w/2)
        KeyPlaces places = KeyPlaces.grid(prefix, keyMaps.size(2), keyMaps.size(3));
        Tensor query = heads(x, convProjQ.apply(maps), projQ);                 // (n, heads, [1 +] h w, d)
        Tensor key = heads(x, keyMaps, projK);                                 // (n, heads, [1 +] h/2 w/2, d)
        Tensor value = heads(x, convProjV.apply(maps), projV);
        Tensor attended = kernel.apply(query, key, value, null, scale, places);
        return Chain.of(attended, each -> each.transpose(1, 2).flatten(2), proj, projDrop);
      });
    }

    private Tensor heads(Tensor tokens, Tensor maps, Linear projection) {
      Tensor places = Fields.toTokens(Fields.ofMaps(maps));
      Tensor all = prefix == 0 ? places : Tensors.cat(List.of(tokens.narrow(1, 0, prefix), places), 1);
      return projection.apply(all).unflatten(2, heads, -1).transpose(1, 2);
    }
  }
}
