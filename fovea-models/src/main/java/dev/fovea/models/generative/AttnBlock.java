package dev.fovea.models.generative;

import dev.fovea.nn.Conv2d;
import dev.fovea.nn.GroupNorm;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Attention;
import dev.fovea.tensor.Tensor;

/** x + attention over all places of norm(x), with one head: Ho et al., 2020, appendix B. */
final class AttnBlock extends Layer {
  private final GroupNorm norm;
  private final Conv2d q;
  private final Conv2d k;
  private final Conv2d v;
  private final Conv2d projOut;

  AttnBlock(int channels) {
    this.norm = child("norm", ResnetBlock.norm(channels));
    this.q = child("q", ResnetBlock.conv(channels, channels, 1));
    this.k = child("k", ResnetBlock.conv(channels, channels, 1));
    this.v = child("v", ResnetBlock.conv(channels, channels, 1));
    this.projOut = child("proj_out", ResnetBlock.zero(ResnetBlock.conv(channels, channels, 1)));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor normal = norm.apply(x);                                                                   // (n, c, h, w)
    Tensor seen = Attention.attention(places(q.apply(normal)), places(k.apply(normal)), places(v.apply(normal)));
    return projOut.apply(seen.squeeze(1).transpose(1, 2).unflatten(2, x.size(2), x.size(3))).add_(x);
  }

  /** (n, c, h, w) as one head of h w places: (n, 1, h w, c). */
  private static Tensor places(Tensor x) {
    return x.flatten(2).transpose(1, 2).unsqueeze(1);
  }
}
