package dev.fovea.models.transformers;

import static dev.fovea.models.Preprocessing.imagenet;
import static dev.fovea.models.Weights.torchvision;

import dev.fovea.image.Interpolation;
import dev.fovea.models.ClassNames;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import dev.fovea.models.Weights;
import java.util.List;

/** The registry entries of ViT, DeiT and CPVT. */
public final class TransformerModels implements ModelCatalogue {
  private static final Paper VIT = new Paper(
      "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale",
      "Dosovitskiy, Beyer, Kolesnikov, Weissenborn, Zhai, Unterthiner, Dehghani, Minderer, Heigold, Gelly, Uszkoreit "
          + "and Houlsby", 2020, "ICLR 2021", "https://arxiv.org/abs/2010.11929");
  private static final Paper DEIT = new Paper(
      "Training data-efficient image transformers & distillation through attention",
      "Touvron, Cord, Douze, Massa, Sablayrolles and Jégou", 2020, "ICML 2021", "https://arxiv.org/abs/2012.12877");
  private static final Paper CPVT = new Paper("Conditional Positional Encodings for Vision Transformers",
      "Chu, Tian, Zhang, Wang and Shen", 2021, "ICLR 2023", "https://arxiv.org/abs/2102.10882");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(
        torchvisions("vit_t_16", List.of("vit_tiny"), DEIT, TorchvisionVit.VIT_T_16, 5717416),
        torchvisions("vit_b_16", List.of(), VIT, TorchvisionVit.VIT_B_16, 86567656,
            torchvision("IMAGENET1K_V1", "vit_b_16-c867db91.pth", imagenet(256, 224), 81.072),
            swag("IMAGENET1K_SWAG_E2E_V1", "vit_b_16_swag-9ac1b537.pth", 384, 85.304),
            swag("IMAGENET1K_SWAG_LINEAR_V1", "vit_b_16_lc_swag-4e70ced5.pth", 224, 81.886)),
        torchvisions("vit_b_32", List.of(), VIT, TorchvisionVit.VIT_B_32, 88224232,
            torchvision("IMAGENET1K_V1", "vit_b_32-d86f8d99.pth", imagenet(256, 224), 75.912)),
        torchvisions("vit_l_16", List.of(), VIT, TorchvisionVit.VIT_L_16, 304326632,
            torchvision("IMAGENET1K_V1", "vit_l_16-852ce7e3.pth", imagenet(242, 224), 79.662),
            swag("IMAGENET1K_SWAG_E2E_V1", "vit_l_16_swag-4f3808c9.pth", 512, 88.064),
            swag("IMAGENET1K_SWAG_LINEAR_V1", "vit_l_16_lc_swag-4d563306.pth", 224, 85.146)),
        torchvisions("vit_l_32", List.of(), VIT, TorchvisionVit.VIT_L_32, 306535400,
            torchvision("IMAGENET1K_V1", "vit_l_32-c7638314.pth", imagenet(256, 224), 76.972)),
        torchvisions("vit_h_14", List.of(), VIT, TorchvisionVit.VIT_H_14, 632045800,
            swag("IMAGENET1K_SWAG_LINEAR_V1", "vit_h_14_lc_swag-c1eb923e.pth", 224, 85.708),
            swag("IMAGENET1K_SWAG_E2E_V1", "vit_h_14_swag-80465313.pth", 518, 88.552)),
        vit("vit_tiny_patch16_224", DEIT, VisionTransformer.TINY_16, 5717416),
        vit("vit_small_patch16_224", DEIT, VisionTransformer.SMALL_16, 22050664),
        vit("vit_small_patch32_224", DEIT, VisionTransformer.SMALL_32, 22878952),
        vit("vit_base_patch16_224", VIT, VisionTransformer.BASE_16, 86567656),
        vit("vit_base_patch32_224", VIT, VisionTransformer.BASE_32, 88224232),
        vit("vit_large_patch16_224", VIT, VisionTransformer.LARGE_16, 304326632),
        vit("vit_large_patch32_224", VIT, VisionTransformer.LARGE_32, 306535400),
        vit("vit_huge_patch14_224", VIT, VisionTransformer.HUGE_14, 632045800),
        deit("deit_tiny_patch16_224", VisionTransformer.TINY_16, 5717416,
            facebook("deit_tiny_patch16_224-a1311bcf.pth", 224, 72.2)),
        deit("deit_small_patch16_224", VisionTransformer.SMALL_16, 22050664,
            facebook("deit_small_patch16_224-cd65a155.pth", 224, 79.9)),
        deit("deit_base_patch16_224", VisionTransformer.BASE_16, 86567656,
            facebook("deit_base_patch16_224-b5f2ef4d.pth", 224, 81.8)),
        deit("deit_base_patch16_384", VisionTransformer.BASE_16_384, 86859496,
            facebook("deit_base_patch16_384-8de9b5d1.pth", 384, 82.9)),
        distilled("deit_tiny_distilled_patch16_224", DistilledVisionTransformer.TINY, 5910800,
            facebook("deit_tiny_distilled_patch16_224-b40b3cf7.pth", 224, 74.5)),
        distilled("deit_small_distilled_patch16_224", DistilledVisionTransformer.SMALL, 22436432,
            facebook("deit_small_distilled_patch16_224-649709d9.pth", 224, 81.2)),
        distilled("deit_base_distilled_patch16_224", DistilledVisionTransformer.BASE, 87338192,
            facebook("deit_base_distilled_patch16_224-df68dfff.pth", 224, 83.4)),
        distilled("deit_base_distilled_patch16_384", DistilledVisionTransformer.BASE_384, 87630032,
            facebook("deit_base_distilled_patch16_384-d0272ac0.pth", 384, 85.2)),
        cpvt("cpvt_tiny_patch16_224", Cpvt.TINY, 5681512),
        cpvt("cpvt_small_patch16_224", Cpvt.SMALL, 21978856));
  }

  private static ModelEntry<TorchvisionVit> torchvisions(String name, List<String> aliases, Paper paper,
      TorchvisionVit config, long parameters, Weights... weights) {
    return new ModelEntry<>(name, aliases, "transformers", paper, config, TorchvisionVit::create, TorchvisionVit::input,
        parameters, List.of(weights));
  }

  private static ModelEntry<VitConfig> vit(String name, Paper paper, VitConfig config, long parameters) {
    return new ModelEntry<>(name, List.of(), "transformers", paper, config, VisionTransformer::new, VitConfig::input,
        parameters, List.of());
  }

  private static ModelEntry<VitConfig> deit(String name, VitConfig config, long parameters, Weights weights) {
    return new ModelEntry<>(name, List.of(), "transformers", DEIT, config, VisionTransformer::deit, VitConfig::input,
        parameters, List.of(weights));
  }

  private static ModelEntry<DistilledVisionTransformer.Config> distilled(String name,
      DistilledVisionTransformer.Config config, long parameters, Weights weights) {
    return new ModelEntry<>(name, List.of(), "transformers", DEIT, config, DistilledVisionTransformer::new,
        DistilledVisionTransformer.Config::input, parameters, List.of(weights));
  }

  private static ModelEntry<Cpvt.Config> cpvt(String name, Cpvt.Config config, long parameters) {
    return new ModelEntry<>(name, List.of(), "transformers", CPVT, config, Cpvt::new, Cpvt.Config::input, parameters,
        List.of());
  }

  private static Weights swag(String name, String file, int size, double top1) {
    return new Weights(name, "https://download.pytorch.org/models/" + file,
        "CC-BY-NC-4.0 (SWAG, Singh et al., 2022)", ModelConfig.of("image_size", size),
        imagenet(size, size, Interpolation.BICUBIC), ClassNames.IMAGENET, top1);
  }

  /** An official checkpoint of DeiT; its pictures are resized by 256 / 224 and cropped. */
  private static Weights facebook(String file, int size, double top1) {
    return new Weights("IMAGENET1K", "https://dl.fbaipublicfiles.com/deit/" + file,
        "Apache-2.0 (DeiT); trained on ImageNet-1k, whose own terms apply", ModelConfig.DEFAULTS,
        imagenet(size * 256 / 224, size, Interpolation.BICUBIC), ClassNames.IMAGENET, top1);
  }
}
