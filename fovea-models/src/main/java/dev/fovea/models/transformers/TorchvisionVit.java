package dev.fovea.models.transformers;

import dev.fovea.models.InputShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a {@link VisionTransformer} under the names of torchvision's arguments; the network that it makes also has
 * torchvision's names, order and fresh weights (scores start as zero).
 *
 * <pre>{@code
 * VisionTransformer network = TorchvisionVit.VIT_B_16.create();
 * }</pre>
 *
 * @param imageSize side of the square pictures in pixels, a multiple of the patch size
 * @param patchSize side of a patch in pixels
 * @param numLayers encoder blocks
 * @param numHeads attention heads, which divide the width
 * @param hiddenDim width of the tokens
 * @param mlpDim width inside the multi-layer perceptrons
 * @param dropout probability that an activation is dropped in training
 * @param attentionDropout probability that an attention weight is dropped in training
 * @param numClasses length of the scores
 * @param representationSize width of a tanh layer before the scores, as in pre-training, or null for none
 * @param inChannels channels of the pictures
 */
public record TorchvisionVit(int imageSize, int patchSize, int numLayers, int numHeads, int hiddenDim, int mlpDim,
    double dropout, double attentionDropout, int numClasses, @Nullable Integer representationSize, int inChannels) {
  /** {@code vit_t_16}, the sizes of DeiT-Ti (Touvron et al., 2020, table 1). */
  public static final TorchvisionVit VIT_T_16 = of(16, 12, 3, 192);
  /** {@code vit_b_16}. */
  public static final TorchvisionVit VIT_B_16 = of(16, 12, 12, 768);
  /** {@code vit_b_32}. */
  public static final TorchvisionVit VIT_B_32 = of(32, 12, 12, 768);
  /** {@code vit_l_16}. */
  public static final TorchvisionVit VIT_L_16 = of(16, 24, 16, 1024);
  /** {@code vit_l_32}. */
  public static final TorchvisionVit VIT_L_32 = of(32, 24, 16, 1024);
  /** {@code vit_h_14}. */
  public static final TorchvisionVit VIT_H_14 = of(14, 32, 16, 1280);

  /** Checks that the sizes fit. */
  public TorchvisionVit {
    if (patchSize < 1 || imageSize < patchSize || imageSize % patchSize != 0) {
      throw new IllegalArgumentException("image_size: expected a multiple of patch_size " + patchSize + ", got "
          + imageSize);
    }
    if (numHeads < 1 || hiddenDim < 1 || hiddenDim % numHeads != 0) {
      throw new IllegalArgumentException("hidden_dim: expected a multiple of num_heads " + numHeads + ", got "
          + hiddenDim);
    }
    if (numLayers < 1 || mlpDim < 1 || numClasses < 1 || inChannels < 1) {
      throw new IllegalArgumentException("num_layers, mlp_dim, num_classes, in_channels: expected 1 or more, got "
          + numLayers + ", " + mlpDim + ", " + numClasses + ", " + inChannels);
    }
  }

  private static TorchvisionVit of(int patchSize, int numLayers, int numHeads, int hiddenDim) {
    return new TorchvisionVit(224, patchSize, numLayers, numHeads, hiddenDim, 4 * hiddenDim, 0, 0, 1000, null, 3);
  }

  /** The network, with fresh weights. */
  public VisionTransformer create() {
    return new VisionTransformer(new VitConfig(List.of(imageSize), patchSize, inChannels, numClasses, "token", hiddenDim,
        numLayers, numHeads, (double) mlpDim / hiddenDim, true, false, null, true, false, 0, false, null, false, false, 0,
        dropout, dropout, attentionDropout, 0, representationSize), VitPublisher.TORCHVISION);
  }

  /** What the network takes. */
  InputShape input() {
    return new InputShape(inChannels, imageSize, imageSize);
  }
}
