package dev.fovea.models.transformers;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.models.layers.Mlp;
import dev.fovea.models.layers.TransformerBlock;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.GELU;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A multi-scale block of CrossViT: each branch by itself, then its class token, in the other's width, attends to the
 * other's patches and comes back. Chen, Fan and Panda, 2021, figure 4 and equations 4 to 6.
 */
final class CrossVitBlock extends Module {
  private static final double EPS = 1e-6;

  private final List<@Nullable Sequential> branches = new ArrayList<>();
  private final List<Sequential> projs = new ArrayList<>();
  private final List<Layer> fusion = new ArrayList<>();
  private final List<Sequential> revertProjs = new ArrayList<>();

  CrossVitBlock(CrossVit.Config config, List<Integer> depth, double[] drops) {
    Numbered own = child("blocks", new Numbered());
    Numbered into = child("projs", new Numbered());
    Numbered crossing = child("fusion", new Numbered());
    Numbered back = child("revert_projs", new Numbered());
    for (int i = 0; i < 2; i++) {
      int width = config.embedDim().get(i);
      List<Layer> blocks = new ArrayList<>();
      for (int d = 0; d < depth.get(i); d++) {
        blocks.add(new TransformerBlock(width, EPS, new SelfAttention(width, 1, new SelfAttention.Options(
            config.numHeads().get(i), config.qkvBias(), false, config.attnDropRate(), config.dropRate())),
            new Mlp(width, (long) (width * config.mlpRatio().get(i)), config.dropRate()), drops[d]));
      }
      branches.add(blocks.isEmpty() ? null : own.part(i, new Sequential(blocks)));
      int other = config.embedDim().get(1 - i);
      projs.add(into.part(i, projection(width, other)));
      revertProjs.add(back.part(i, projection(other, width)));
      double last = drops.length == 0 ? 0 : drops[drops.length - 1];
      List<Layer> crossings = new ArrayList<>();
      for (int d = 0; d < Math.max(1, depth.get(2)); d++) {
        crossings.add(new CrossAttentionBlock(config, other, config.numHeads().get(1 - i), last));
      }
      fusion.add(crossing.part(i, depth.get(2) == 0 ? crossings.get(0) : new Sequential(crossings)));
    }
  }

  /** Normalise, GELU, linear. */
  private static Sequential projection(int from, int to) {
    return new Sequential(LayerNorm.withEps(EPS, from), new GELU(), new Linear(from, to));
  }

  /** The tokens (n, 1 + patches, width) of both branches, to the same shapes. */
  List<Tensor> apply(List<Tensor> x) {
    return call(x, () -> {
      List<Tensor> own = new ArrayList<>();
      List<Tensor> asking = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Sequential blocks = branches.get(i);
        own.add(blocks == null ? x.get(i) : blocks.apply(x.get(i)));
        asking.add(projs.get(i).apply(own.get(i).narrow(1, 0, 1)));
      }
      List<Tensor> out = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Tensor others = own.get(1 - i);
        Tensor together = Tensors.cat(List.of(asking.get(i), others.narrow(1, 1, others.size(1) - 1)), 1);
        Tensor answer = Chain.of(together, fusion.get(i), tokens -> tokens.narrow(1, 0, 1), revertProjs.get(i));
        out.add(Tensors.cat(List.of(answer, own.get(i).narrow(1, 1, own.get(i).size(1) - 1)), 1));
      }
      return out;
    });
  }

  /** The class token plus what it finds in all tokens: (n, tokens, width) to (n, 1, width). */
  private static final class CrossAttentionBlock extends Layer {
    private final LayerNorm norm1;
    private final CrossAttention attn;
    private final StochasticDepth dropPath;

    CrossAttentionBlock(CrossVit.Config config, int width, int heads, double drop) {
      this.norm1 = child("norm1", LayerNorm.withEps(EPS, width));
      this.attn = child("attn", new CrossAttention(config, width, heads));
      this.dropPath = child("drop_path", new StochasticDepth(drop));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return Chain.of(x, norm1, attn, dropPath).add(x.narrow(1, 0, 1));
    }
  }

  /** One query, the class token's, for all tokens: linear in their number. */
  private static final class CrossAttention extends Layer {
    /** After a fusion the class token is alone: a further one sees the picture as a single place. */
    private static final KeyPlaces ALONE = KeyPlaces.grid(0, 1, 1);

    private final int heads;
    private final @Nullable Double scale;
    private final Linear wq;
    private final Linear wk;
    private final Linear wv;
    private final AttentionKernel kernel;
    private final Linear proj;
    private final Dropout projDrop;

    CrossAttention(CrossVit.Config config, int width, int heads) {
      this.heads = heads;
      this.scale = config.qkScale();
      this.wq = child("wq", new Linear(width, width, config.qkvBias()));
      this.wk = child("wk", new Linear(width, width, config.qkvBias()));
      this.wv = child("wv", new Linear(width, width, config.qkvBias()));
      this.kernel = child("kernel", new AttentionKernel(config.attnDropRate()));
      this.proj = child("proj", new Linear(width, width));
      this.projDrop = child("proj_drop", new Dropout(config.dropRate()));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor attended = kernel.apply(split(wq.apply(x.narrow(1, 0, 1))), split(wk.apply(x)), split(wv.apply(x)), null,
          scale, x.size(1) == 1 ? ALONE : KeyPlaces.tokens(1));                  // (n, heads, 1, width / heads)
      return Chain.of(attended, parts -> parts.transpose(1, 2).flatten(2), proj, projDrop);
    }

    private Tensor split(Tensor x) {
      return x.unflatten(2, heads, x.size(2) / heads).transpose(1, 2);
    }
  }
}
