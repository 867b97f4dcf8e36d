package dev.fovea.models.transformers;

/**
 * Swin: attention inside windows that are shifted from block to block, on maps that shrink from stage to stage, at a
 * cost that grows with the picture's area alone.
 *
 * <p>Liu et al., Swin Transformer: Hierarchical Vision Transformer using Shifted Windows, 2021, figure 3, section 3.3.
 * {@code swin_t}, {@code swin_s} and {@code swin_b} present their state in torchvision's layout, and either layout's
 * checkpoints load into either. Pictures of any size: (n, channels, height, width) to scores (n, classes).
 *
 * <pre>{@code
 * Tensor scores = new SwinTransformer(SwinConfig.TINY).apply(images);   // (n, 3, 224, 224) to (n, 1000)
 * }</pre>
 */
public final class SwinTransformer extends SwinClassifier {
  /** Microsoft's. */
  public SwinTransformer(SwinConfig config) {
    this(config, Publisher.MICROSOFT);
  }

  /** torchvision's. */
  public SwinTransformer(SwinConfig.Torchvision config) {
    this(config.config(), Publisher.TORCHVISION);
  }

  private SwinTransformer(SwinConfig config, Publisher publisher) {
    super(config, publisher, NormOrder.BEFORE,
        (stage, shape) -> new WindowAttention(shape, config.qkvBias(), config.qkScale()));
  }
}
