package dev.fovea.models.transformers;

import dev.fovea.models.InputShape;
import dev.fovea.models.layers.Mlp;
import dev.fovea.models.layers.TransformerBlock;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.StochasticDepth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a {@link VisionTransformer}, under the names of timm's arguments.
 *
 * @param imgSize side of the pictures in pixels, or height and width, multiples of the patch size
 * @param patchSize side of a patch in pixels
 * @param inChans channels of the pictures
 * @param numClasses length of the scores; 0 leaves the head out
 * @param globalPool what is classified: {@code token}, the class token; {@code avg}, the mean of the patches; empty for
 *     each token on its own
 * @param embedDim width of the tokens
 * @param depth number of blocks
 * @param numHeads attention heads, which divide the width
 * @param mlpRatio width inside the multi-layer perceptrons for each of the tokens' width
 * @param qkvBias whether queries, keys and values have biases
 * @param qkNorm whether queries and keys are normalised
 * @param initValues what LayerScale starts from, or null for none
 * @param classToken whether there is a class token
 * @param noEmbedClass whether the tokens before the patches have no position embeddings
 * @param regTokens number of register tokens behind the class token
 * @param preNorm whether tokens are normalised before the first block, as in CLIP
 * @param fcNorm whether what was pooled is normalised rather than the tokens; null for where the mean is pooled
 * @param dynamicImgSize whether pictures of other sizes are taken, by position embeddings resized for each
 * @param dynamicImgPad whether pictures of other sizes are padded with zeros to multiples of the patch size
 * @param dropRate probability that a feature is dropped before the head in training
 * @param posDropRate the same behind the position embeddings
 * @param projDropRate the same in the blocks
 * @param attnDropRate the same for weights of attention
 * @param dropPathRate probability that the last block is dropped in training; those before it less, the first never
 * @param representationSize width of a tanh layer before the scores, as in pre-training, or null for none
 */
public record VitConfig(List<Integer> imgSize, int patchSize, int inChans, int numClasses, String globalPool,
    int embedDim, int depth, int numHeads, double mlpRatio, boolean qkvBias, boolean qkNorm, @Nullable Double initValues,
    boolean classToken, boolean noEmbedClass, int regTokens, boolean preNorm, @Nullable Boolean fcNorm,
    boolean dynamicImgSize, boolean dynamicImgPad, double dropRate, double posDropRate, double projDropRate,
    double attnDropRate, double dropPathRate, @Nullable Integer representationSize) {
  /** Checks that the sizes fit. */
  public VitConfig {
    imgSize = PictureSize.of(imgSize, patchSize);
    check(inChans, numClasses, embedDim, depth, numHeads, mlpRatio);
    if (regTokens < 0) {
      throw new IllegalArgumentException("reg_tokens: expected 0 or more, got " + regTokens);
    }
    if (!List.of("token", "avg", "").contains(globalPool) || globalPool.equals("token") && !classToken) {
      throw new IllegalArgumentException("global_pool: expected 'token' where there is a class_token, 'avg' or '', got '"
          + globalPool + "' and class_token " + classToken);
    }
    if (representationSize != null && representationSize < 1) {
      throw new IllegalArgumentException("representation_size: expected 1 or more or null, got " + representationSize);
    }
  }

  /** Fails for sizes that no Vision Transformer can have. */
  static void check(int inChans, int numClasses, int embedDim, int depth, int numHeads, double mlpRatio) {
    if (numHeads < 1 || embedDim < 1 || embedDim % numHeads != 0) {
      throw new IllegalArgumentException("embed_dim: expected a multiple of num_heads " + numHeads + ", got "
          + embedDim);
    }
    if (depth < 1 || inChans < 1 || numClasses < 0 || !(embedDim * mlpRatio >= 1)) {
      throw new IllegalArgumentException("depth, in_chans, num_classes, mlp_ratio: expected 1 or more, 1 or more, 0 or "
          + "more and above 0, got " + depth + ", " + inChans + ", " + numClasses + ", " + mlpRatio);
    }
  }

  /** timm's defaults for a patch size, a width, a depth and a number of heads. */
  static VitConfig of(int patchSize, int embedDim, int depth, int numHeads) {
    return new VitConfig(List.of(224), patchSize, 3, 1000, "token", embedDim, depth, numHeads, 4, true, false, null, true,
        false, 0, false, null, false, false, 0, 0, 0, 0, 0, null);
  }

  /** The same for square pictures of another size. */
  VitConfig sized(int side) {
    return new VitConfig(List.of(side), patchSize, inChans, numClasses, globalPool, embedDim, depth, numHeads, mlpRatio,
        qkvBias, qkNorm, initValues, classToken, noEmbedClass, regTokens, preNorm, fcNorm, dynamicImgSize, dynamicImgPad,
        dropRate, posDropRate, projDropRate, attnDropRate, dropPathRate, representationSize);
  }

  /** What the network takes. */
  InputShape input() {
    return new InputShape(inChans, imgSize.get(0), imgSize.get(1));
  }

  /** Tokens before the patches. */
  int prefix() {
    return (classToken ? 1 : 0) + regTokens;
  }

  /** Those of them that have position embeddings. */
  int positionPrefix() {
    return noEmbedClass ? 0 : prefix();
  }

  long rows() {
    return imgSize.get(0) / patchSize;
  }

  long columns() {
    return imgSize.get(1) / patchSize;
  }

  /** Rows and columns of patches. */
  long[] grid() {
    return new long[] {rows(), columns()};
  }

  /** Whether what was pooled is normalised rather than the tokens. */
  boolean normsPool() {
    return fcNorm == null ? globalPool.equals("avg") : fcNorm;
  }

  /** The encoder's blocks. */
  Sequential blocks() {
    long inner = (long) (embedDim * mlpRatio + 1e-6);
    double[] drops = StochasticDepth.linearDecay(depth, 0, dropPathRate);
    List<TransformerBlock> blocks = new ArrayList<>();
    for (double drop : drops) {
      SelfAttention attention = new SelfAttention(embedDim, prefix(),
          new SelfAttention.Options(numHeads, qkvBias, qkNorm, attnDropRate, projDropRate));
      blocks.add(new TransformerBlock(embedDim, 1e-6, attention, new Mlp(embedDim, inner, projDropRate), drop,
          initValues));
    }
    return new Sequential(blocks);
  }
}
