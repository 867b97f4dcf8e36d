package dev.fovea.models.transformers;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.models.layers.Mlp;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One resolution of locally shifted attention: in the first stage, a layer in which each patch attends to its own
 * shifted copies; otherwise layers in which patches attend to each other. Sheynin et al., 2021, section 3.
 */
final class LocallyShiftedStage extends Layer {
  private static final double EPS = 1e-6;

  private final long side;
  private final Tensor positions;
  private final StochasticDepth dropPath;
  private final LayerNorm norm1;
  private final List<Attention> attentions = new ArrayList<>();
  private final List<Mlp> mlps = new ArrayList<>();
  private final LayerNorm norm2;

  LocallyShiftedStage(LocallyShifted.Config config, int stage, long patches) {
    int width = config.embeddingDim().get(stage).get(0);
    boolean first = stage == 0;
    this.side = Math.round(Math.sqrt(patches));
    this.positions = parameter("pos_emb", first ? TransformerInit.normal(config.numVariants(), patches, width)
        : TransformerInit.normal(patches, width));
    this.dropPath = child("drop_path", new StochasticDepth(config.stochasticDepthDrop()));
    this.norm1 = child("norm1", LayerNorm.withEps(EPS, width));
    Numbered layers = child("layers", new Numbered());
    for (int i = 0; i < config.numLayersPerBlock().get(stage); i++) {
      Numbered pair = layers.part(i, new Numbered());
      attentions.add(pair.part(0, new Attention(config, width, config.heads().get(stage),
          first && i == 0 ? "even" : "odd")));
      mlps.add(pair.part(1, new Mlp(width, (long) (width * config.mlpMult()), config.projDrop())));
    }
    this.norm2 = child("norm2", LayerNorm.withEps(EPS, width));
  }

  /** Patches along a side. */
  long side() {
    return side;
  }

  /** The first stage: patches of all shifts (n, variants, p, c) to patches (n, p, c). */
  Tensor integrate(Tensor variants) {
    return call(variants, () -> {
      Tensor placed = variants.add(positions);
      Tensor normal = norm1.apply(placed);
      Tensor own = Chain.of(normal, all -> attentions.get(0).amongShifts(all, side), dropPath)
          .add(placed.select(1, 0));                                                         // (n, p, c)
      return following(Chain.of(own, norm2, mlps.get(0), dropPath).add(own), 1);
    });
  }

  /** Any later stage: patches (n, p, c) to the same shape. */
  @Override
  protected Tensor forward(Tensor x) {
    return following(x.add(positions), 0);
  }

  private Tensor following(Tensor x, int from) {
    Tensor current = x;
    for (int i = from; i < attentions.size(); i++) {
      Tensor attended = Chain.of(current, norm1, attentions.get(i), dropPath).add(current);
      current = Chain.of(attended, norm2, mlps.get(i), dropPath).add(attended);
    }
    return current;
  }

  /** Queries by one linear layer, keys and values, which heads may share, by another. */
  private static final class Attention extends Module implements UnaryOperator<Tensor> {
    private final int heads;
    private final int keyHeads;
    private final long width;
    private final Linear wkv;
    private final Linear wq;
    private final AttentionKernel kernel;
    private final Linear proj;
    private final Dropout projDrop;

    Attention(LocallyShifted.Config config, long width, int heads, String parity) {
      this.heads = heads;
      this.keyHeads = config.variant() == LocallyShifted.Variant.CIFAR ? 1 : heads;
      this.width = width / heads;
      this.wkv = child("Wkv_" + parity, new Linear(width, 2 * keyHeads * this.width, config.qkvBias()));
      this.wq = child("Wq_" + parity, new Linear(width, width, config.qkvBias()));
      this.kernel = child("kernel", new AttentionKernel(config.attnDrop()));
      this.proj = child("proj", new Linear(width, width));
      this.projDrop = child("proj_drop", new Dropout(config.projDrop()));
    }

    /** Each patch asks its own copies: (n, variants, p, c) to (n, p, c). */
    Tensor amongShifts(Tensor x, long side) {
      return call(x, () -> {
        long patches = x.size(2);
        Tensor query = wq.apply(x.select(1, 0)).flatten(0, 1).unflatten(1, heads, width).unsqueeze(2);
        List<Tensor> pair = wkv.apply(x).unflatten(3, 2, keyHeads, width)                    // (n, v, p, 2, heads, d)
            .permute(3, 0, 2, 4, 1, 5).flatten(1, 2).unbind(0);                              // each (n p, heads, v, d)
        KeyPlaces unshifted = new KeyPlaces(0, (values, height, columns) -> values.select(1, 0)
            .unflatten(0, values.size(0) / patches, side, side));
        Tensor attended = kernel.apply(query, shared(pair.get(0)), shared(pair.get(1)), unshifted);
        return projected(attended.squeeze(2).flatten(1).unflatten(0, x.size(0), patches));
      });
    }

    /** Each patch asks all patches: (n, p, c) to the same shape. */
    @Override
    public Tensor apply(Tensor x) {
      return call(x, () -> {
        Tensor query = wq.apply(x).unflatten(2, heads, width).transpose(1, 2);
        List<Tensor> pair = wkv.apply(x).unflatten(2, 2, keyHeads, width).permute(2, 0, 3, 1, 4).unbind(0);
        Tensor attended = kernel.apply(query, shared(pair.get(0)), shared(pair.get(1)), KeyPlaces.tokens(0));
        return projected(attended.transpose(1, 2).flatten(2));
      });
    }

    private Tensor shared(Tensor keys) {
      return keyHeads == heads ? keys : keys.expand(-1, heads, -1, -1);
    }

    private Tensor projected(Tensor x) {
      return Chain.of(x, proj, projDrop);
    }
  }
}
