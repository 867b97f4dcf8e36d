package dev.fovea.models.transformers;

import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.Mlp;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one resolution, whose windows are shifted in each second one, and the merging after them where there is a
 * next stage. Liu et al., Swin Transformer, 2021, figure 3. State: {@code blocks}, {@code downsample}.
 */
final class SwinStage extends Layer {
  private final Sequential blocks;
  private final @Nullable PatchMerging downsample;

  /** What the stages of a network have in common. */
  record Plan(int embedDim, List<Integer> depths, double mlpRatio, double dropRate, double dropPathRate,
      NormOrder order) {}

  /** Makes the attention of a block. */
  @FunctionalInterface
  interface Attentions {
    /** For a block of a stage, from 0 on, which shifts its windows or does not. */
    Layer of(int stage, boolean shifts);
  }

  /**
   * The stages of a network.
   *
   * @param attentions makes attention
   * @param saved for each stage the windows whose masks are in the state of blocks that shift them; empty for none
   */
  static List<SwinStage> all(Plan plan, Attentions attentions, List<Windows> saved) {
    int count = plan.depths.stream().mapToInt(Integer::intValue).sum();
    double[] drops = StochasticDepth.linearDecay(count, 0, plan.dropPathRate);
    List<SwinStage> stages = new ArrayList<>();
    int done = 0;
    for (int stage = 0; stage < plan.depths.size(); stage++) {
      long width = (long) plan.embedDim << stage;
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < plan.depths.get(stage); i++) {
        boolean shifts = i % 2 == 1;
        boolean masked = shifts && !saved.isEmpty() && saved.get(stage).isShifted();
        blocks.add(new Block(plan, width, attentions.of(stage, shifts), drops[done++],
            masked ? ShiftMasks.each(saved.get(stage)) : null));
      }
      boolean last = stage == plan.depths.size() - 1;
      stages.add(new SwinStage(blocks, last ? null : new PatchMerging(width, plan.order)));
    }
    return stages;
  }

  private SwinStage(List<Block> blocks, @Nullable PatchMerging downsample) {
    this.blocks = child("blocks", new Sequential(blocks));
    this.downsample = downsample == null ? null : child("downsample", downsample);
  }

  /** The blocks alone: (n, h, w, c) to the same shape. */
  Tensor blocks(Tensor x) {
    return blocks.apply(x);
  }

  /** The merging alone: (n, h, w, c) to (n, h/2, w/2, 2c); x itself in the last stage. */
  Tensor merged(Tensor x) {
    return downsample == null ? x : downsample.apply(x);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, blocks, this::merged);
  }

  /** x + attention(norm(x)), then x + mlp(norm(x)); in Swin v2 x + norm(attention(x)), then x + norm(mlp(x)). */
  private static final class Block extends Layer {
    private final LayerNorm norm1;
    private final Layer attn;
    private final StochasticDepth dropPath;
    private final LayerNorm norm2;
    private final Mlp mlp;
    private final NormOrder order;

    Block(Plan plan, long width, Layer attention, double drop, @Nullable Tensor mask) {
      if (mask != null) {
        buffer("attn_mask", mask);
      }
      this.norm1 = child("norm1", new LayerNorm(width));
      this.attn = child("attn", attention);
      this.dropPath = child("drop_path", new StochasticDepth(drop));
      this.norm2 = child("norm2", new LayerNorm(width));
      this.mlp = child("mlp", new Mlp(width, (long) (width * plan.mlpRatio), plan.dropRate));
      this.order = plan.order;
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor attended = branch(x, norm1, attn).add(x);
      return branch(attended, norm2, mlp).add(attended);
    }

    private Tensor branch(Tensor x, LayerNorm norm, Layer body) {
      return order == NormOrder.BEFORE ? Chain.of(x, norm, body, dropPath) : Chain.of(x, body, norm, dropPath);
    }
  }
}
