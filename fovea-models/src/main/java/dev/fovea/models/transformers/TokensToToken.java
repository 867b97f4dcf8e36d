package dev.fovea.models.transformers;

import static dev.fovea.nn.ConvOptions.stride;

import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.models.layers.Chain;
import dev.fovea.models.layers.KeyPlaces;
import dev.fovea.models.layers.Mlp;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.GELU;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Unfold;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;

/**
 * Soft split, attend, re-structure as a picture, twice over; then a last soft split: pictures to tokens of a sixteenth
 * of the size. Yuan et al., 2021, section 3.1 and figure 3.
 */
final class TokensToToken extends Layer {
  private final Unfold[] softSplits = {new Unfold(7, stride(4).padding(2)), new Unfold(3, stride(2).padding(1)),
      new Unfold(3, stride(2).padding(1))};
  private final Layer attention1;
  private final Layer attention2;
  private final Linear project;

  TokensToToken(T2tVit.Config config) {
    int width = config.tokenDim();
    this.attention1 = child("attention1", attention(config, config.inChans() * 49));
    this.attention2 = child("attention2", attention(config, width * 9));
    this.project = child("project", new Linear(width * 9L, config.embedDim()));
  }

  private static Layer attention(T2tVit.Config config, int in) {
    return config.tokensType() == T2tVit.TokensType.PERFORMER ? new TokenPerformer(in, config.tokenDim())
        : new TokenTransformer(in, config.tokenDim());
  }

  /** Pictures (n, c, h, w) to tokens (n, h w / 256, width). */
  @Override
  protected Tensor forward(Tensor x) {
    long height = x.size(2) / 4;
    long width = x.size(3) / 4;
    return Chain.of(x, softSplits[0], TokensToToken::tokens,                              // (n, hw / 16, 49 c)
        attention1, tokens -> picture(tokens, height, width), softSplits[1], TokensToToken::tokens,
        attention2, tokens -> picture(tokens, height / 2, width / 2), softSplits[2], TokensToToken::tokens,
        project);                                                                         // (n, hw / 256, width)
  }

  private static Tensor tokens(Tensor columns) {
    return columns.transpose(1, 2);
  }

  private static Tensor picture(Tensor tokens, long height, long width) {
    return tokens.transpose(1, 2).unflatten(2, height, width);
  }

  /** One head of width {@code out}, whose skip adds the values since the width changes. */
  private static final class TokenTransformer extends Layer {
    private final LayerNorm norm1;
    private final TokenAttention attn;
    private final LayerNorm norm2;
    private final Mlp mlp;

    TokenTransformer(int in, int out) {
      this.norm1 = child("norm1", new LayerNorm(in));
      this.attn = child("attn", new TokenAttention(in, out));
      this.norm2 = child("norm2", new LayerNorm(out));
      this.mlp = child("mlp", new Mlp(out, out, 0));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor attended = Chain.of(x, norm1, attn);
      return Chain.of(attended, norm2, mlp).add(attended);
    }
  }

  /** softmax(Q K^T / sqrt(in)) V, projected, plus V. */
  private static final class TokenAttention extends Layer {
    private final double scale;
    private final Linear qkv;
    private final AttentionKernel kernel;
    private final Linear proj;

    TokenAttention(int in, int out) {
      this.scale = 1 / Math.sqrt(in);
      this.qkv = child("qkv", new Linear(in, 3L * out, false));
      this.kernel = child("kernel", new AttentionKernel());
      this.proj = child("proj", new Linear(out, out));
    }

    @Override
    protected Tensor forward(Tensor x) {
      List<Tensor> parts = qkv.apply(x).unsqueeze(1).chunk(3, 3);                          // each (n, 1, tokens, out)
      Tensor attended = kernel.apply(parts.get(0), parts.get(1), parts.get(2), null, scale, KeyPlaces.tokens(0));
      return proj.apply(attended.squeeze(1)).add(parts.get(2).squeeze(1));
    }
  }

  /**
   * Attention by positive random features, linear in the number of tokens: exp(q k) is about the mean over w of
   * exp(w q - |q|^2/2) exp(w k - |k|^2/2). Choromanski et al., Rethinking Attention with Performers, 2020, lemma 1. A
   * tenth of the activations is dropped in training, whatever the rates for the rest.
   */
  private static final class TokenPerformer extends Layer {
    private static final double EPS = 1e-8;
    private static final double DROP = 0.1;

    private final int features;
    private final Tensor w;
    private final Linear kqv;
    private final Dropout dp;
    private final Linear proj;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Sequential mlp;

    TokenPerformer(int in, int out) {
      this.features = Math.max(1, out / 2);
      this.w = constant("w", Init.orthogonal_(Tensors.zeros(features, out), 1).mul_(Math.sqrt(features)));
      this.kqv = child("kqv", new Linear(in, 3L * out));
      this.dp = child("dp", new Dropout(DROP));
      this.proj = child("proj", new Linear(out, out));
      this.norm1 = child("norm1", new LayerNorm(in));
      this.norm2 = child("norm2", new LayerNorm(out));
      this.mlp = child("mlp", new Sequential(new Linear(out, out), new GELU(), new Linear(out, out),
          new Dropout(DROP)));
    }

    @Override
    protected Tensor forward(Tensor x) {
      List<Tensor> parts = kqv.apply(norm1.apply(x)).chunk(3, 2);                          // k, q, v: (n, tokens, out)
      Tensor keys = positive(parts.get(0));                                                // (n, tokens, features)
      Tensor queries = positive(parts.get(1));
      Tensor value = parts.get(2);
      Tensor norm = queries.matmul(keys.sum(1).unsqueeze(2));                              // (n, tokens, 1)
      Tensor summary = value.transpose(1, 2).matmul(keys);                                 // (n, out, features)
      Tensor mixed = queries.matmul(summary.transpose(1, 2)).div(norm.add(EPS));           // (n, tokens, out)
      Tensor attended = Chain.of(mixed, proj, dp).add(value);
      return Chain.of(attended, norm2, mlp).add(attended);
    }

    /** exp(w x - |x|^2 / 2) / sqrt(features). */
    private Tensor positive(Tensor x) {
      Tensor half = x.square().sum(2).unsqueeze(2).mul(0.5);
      return x.matmul(w.t()).sub(half).exp().div(Math.sqrt(features));
    }
  }
}
