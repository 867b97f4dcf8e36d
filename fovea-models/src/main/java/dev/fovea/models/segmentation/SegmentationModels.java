package dev.fovea.models.segmentation;

import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import java.util.List;

/** The registry entries of the networks in this package. */
public final class SegmentationModels implements ModelCatalogue {
  private static final String CHAPTER = "segmentation";
  private static final Paper UNET = new Paper("U-Net: Convolutional Networks for Biomedical Image Segmentation",
      "Ronneberger, Fischer and Brox", 2015, "MICCAI 2015", "https://arxiv.org/abs/1505.04597");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(new ModelEntry<>("unet", List.of(), CHAPTER, UNET, UNet.UNET, UNet::new,
        c -> new InputShape(c.nChannels(), 256, 256), 31037698, List.of()));
  }
}
