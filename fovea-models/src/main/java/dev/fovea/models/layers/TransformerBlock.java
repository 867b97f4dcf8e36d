package dev.fovea.models.layers;

import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.StochasticDepth;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * x + attention(norm(x)), then x + mlp(norm(x)), each branch dropped at random in training: the block of Dosovitskiy et
 * al., 2020, equations 2 and 3, for tokens (n, t, c) as for fields (n, h, w, c). State: {@code norm1}, {@code attn},
 * {@code norm2}, {@code mlp}; with {@link LayerScale} also {@code ls1}, {@code ls2}.
 */
public final class TransformerBlock extends Layer {
  private final LayerNorm norm1;
  private final Layer attn;
  private final Layer scale1;
  private final StochasticDepth dropPath;
  private final LayerNorm norm2;
  private final Layer mlp;
  private final Layer scale2;

  /**
   * A block.
   *
   * @param eps added to variances
   * @param dropPath probability that a sample's branch is dropped
   */
  public TransformerBlock(long width, double eps, Layer attention, Layer mlp, double dropPath) {
    this(width, eps, attention, mlp, dropPath, null);
  }

  /**
   * A block whose branches may be scaled.
   *
   * @param initValues what {@link LayerScale} starts from, or null for none
   */
  public TransformerBlock(long width, double eps, Layer attention, Layer mlp, double dropPath,
      @Nullable Double initValues) {
    this.norm1 = child("norm1", LayerNorm.withEps(eps, width));
    this.attn = child("attn", attention);
    this.scale1 = initValues == null ? new Identity() : child("ls1", new LayerScale(width, initValues));
    this.dropPath = child("drop_path", new StochasticDepth(dropPath));
    this.norm2 = child("norm2", LayerNorm.withEps(eps, width));
    this.mlp = child("mlp", mlp);
    this.scale2 = initValues == null ? new Identity() : child("ls2", new LayerScale(width, initValues));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor attended = Chain.of(x, norm1, attn, scale1, dropPath).add(x);
    return Chain.of(attended, norm2, mlp, scale2, dropPath).add(attended);
  }
}
