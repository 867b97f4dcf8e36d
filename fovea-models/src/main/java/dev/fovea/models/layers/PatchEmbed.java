package dev.fovea.models.layers;

import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Identity;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LayerNorm;
import dev.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A picture cut into patches, each made a vector by one linear map: a convolution. Dosovitskiy et al., An Image is Worth
 * 16x16 Words, 2020, equation 1; with overlaps in PVT v2 and CvT. State: {@code proj}, and {@code norm} where there is
 * one.
 */
public final class PatchEmbed extends Layer {
  private final Conv2d proj;
  private final Layer norm;

  /** Patches side by side, without normalisation. */
  public PatchEmbed(long in, long width, int patch) {
    this(in, width, patch, ConvOptions.stride(patch), null);
  }

  /** Windows of {@code kernel} pixels with any stride and padding, normalised afterwards where {@code norm} is given. */
  public PatchEmbed(long in, long width, int kernel, ConvOptions options, @Nullable LayerNorm norm) {
    this.proj = child("proj", new Conv2d(in, width, kernel, options));
    this.norm = norm == null ? new Identity() : child("norm", norm);
  }

  /** Pictures or maps (n, channels, height, width) as a field (n, rows, columns, width). */
  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, proj, Fields::ofMaps, norm);
  }
}
