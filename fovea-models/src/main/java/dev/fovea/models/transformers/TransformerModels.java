package dev.fovea.models.transformers;

import static dev.fovea.models.Preprocessing.imagenet;
import static dev.fovea.models.Weights.torchvision;

import dev.fovea.image.Interpolation;
import dev.fovea.models.ClassNames;
import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import dev.fovea.models.Weights;
import java.util.List;

/** The registry entries of the networks in this package. */
public final class TransformerModels implements ModelCatalogue {
  private static final Paper VIT = new Paper(
      "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale",
      "Dosovitskiy, Beyer, Kolesnikov, Weissenborn, Zhai, Unterthiner, Dehghani, Minderer, Heigold, Gelly, Uszkoreit "
          + "and Houlsby", 2020, "ICLR 2021", "https://arxiv.org/abs/2010.11929");
  private static final Paper DEIT = new Paper(
      "Training data-efficient image transformers & distillation through attention",
      "Touvron, Cord, Douze, Massa, Sablayrolles and Jégou", 2020, "ICML 2021", "https://arxiv.org/abs/2012.12877");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(
        vit("vit_t_16", List.of("vit_tiny"), DEIT, VisionTransformer.VIT_T_16, 5717416),
        vit("vit_b_16", List.of(), VIT, VisionTransformer.VIT_B_16, 86567656,
            torchvision("IMAGENET1K_V1", "vit_b_16-c867db91.pth", imagenet(256, 224), 81.072),
            swag("IMAGENET1K_SWAG_E2E_V1", "vit_b_16_swag-9ac1b537.pth", 384, 85.304),
            swag("IMAGENET1K_SWAG_LINEAR_V1", "vit_b_16_lc_swag-4e70ced5.pth", 224, 81.886)),
        vit("vit_b_32", List.of(), VIT, VisionTransformer.VIT_B_32, 88224232,
            torchvision("IMAGENET1K_V1", "vit_b_32-d86f8d99.pth", imagenet(256, 224), 75.912)),
        vit("vit_l_16", List.of(), VIT, VisionTransformer.VIT_L_16, 304326632,
            torchvision("IMAGENET1K_V1", "vit_l_16-852ce7e3.pth", imagenet(242, 224), 79.662),
            swag("IMAGENET1K_SWAG_E2E_V1", "vit_l_16_swag-4f3808c9.pth", 512, 88.064),
            swag("IMAGENET1K_SWAG_LINEAR_V1", "vit_l_16_lc_swag-4d563306.pth", 224, 85.146)),
        vit("vit_l_32", List.of(), VIT, VisionTransformer.VIT_L_32, 306535400,
            torchvision("IMAGENET1K_V1", "vit_l_32-c7638314.pth", imagenet(256, 224), 76.972)),
        vit("vit_h_14", List.of(), VIT, VisionTransformer.VIT_H_14, 632045800,
            swag("IMAGENET1K_SWAG_LINEAR_V1", "vit_h_14_lc_swag-c1eb923e.pth", 224, 85.708),
            swag("IMAGENET1K_SWAG_E2E_V1", "vit_h_14_swag-80465313.pth", 518, 88.552)));
  }

  private static ModelEntry<VisionTransformer.Config> vit(String name, List<String> aliases, Paper paper,
      VisionTransformer.Config config, long parameters, Weights... weights) {
    return new ModelEntry<>(name, aliases, "transformers", paper, config, VisionTransformer::new,
        c -> new InputShape(c.inChannels(), c.imageSize(), c.imageSize()), parameters, List.of(weights));
  }

  private static Weights swag(String name, String file, int size, double top1) {
    return new Weights(name, "https://download.pytorch.org/models/" + file,
        "CC-BY-NC-4.0 (SWAG, Singh et al., 2022)", ModelConfig.of("image_size", size),
        imagenet(size, size, Interpolation.BICUBIC), ClassNames.IMAGENET, top1);
  }
}
