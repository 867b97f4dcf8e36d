package dev.fovea.models.transformers;

import static dev.fovea.models.Preprocessing.imagenet;

import dev.fovea.image.Interpolation;
import dev.fovea.models.ClassNames;
import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import dev.fovea.models.Weights;
import java.util.List;

/** The registry entries of Swin and Swin v2. */
public final class SwinModels implements ModelCatalogue {
  private static final Paper SWIN = new Paper(
      "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows",
      "Liu, Lin, Cao, Hu, Wei, Zhang, Lin and Guo", 2021, "ICCV 2021", "https://arxiv.org/abs/2103.14030");
  private static final Paper SWIN_V2 = new Paper("Swin Transformer V2: Scaling Up Capacity and Resolution",
      "Liu, Hu, Lin, Yao, Xie, Wei, Ning, Cao, Zhang, Dong, Wei and Guo", 2021, "CVPR 2022",
      "https://arxiv.org/abs/2111.09883");
  private static final String CHAPTER = "transformers";

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(
        swin("swin_tiny_patch4_window7_224", SwinConfig.TINY, 28288354, v1("swin_tiny_patch4_window7_224", 224, 81.2)),
        swin("swin_small_patch4_window7_224", SwinConfig.SMALL, 49606258,
            v1("swin_small_patch4_window7_224", 224, 83.2)),
        swin("swin_base_patch4_window7_224", SwinConfig.BASE, 87768224, v1("swin_base_patch4_window7_224", 224, 83.5),
            v1("swin_base_patch4_window7_224_22kto1k", 224, 85.2)),
        swin("swin_base_patch4_window12_384", SwinConfig.BASE_384, 87903584,
            v1("swin_base_patch4_window12_384", 384, 84.5),
            v1("swin_base_patch4_window12_384_22kto1k", 384, 86.4)),
        swin("swin_large_patch4_window7_224", SwinConfig.LARGE, 196532476,
            v1("swin_large_patch4_window7_224_22kto1k", 224, 86.3)),
        swin("swin_large_patch4_window12_384", SwinConfig.LARGE_384, 196735516,
            v1("swin_large_patch4_window12_384_22kto1k", 384, 87.3)),
        torchvision("swin_t", SwinConfig.Torchvision.SWIN_T, 28288354, "swin_t-704ceda3.pth", 232, 81.474),
        torchvision("swin_s", SwinConfig.Torchvision.SWIN_S, 49606258, "swin_s-5e29d889.pth", 246, 83.196),
        torchvision("swin_b", SwinConfig.Torchvision.SWIN_B, 87768224, "swin_b-68c6b09e.pth", 238, 83.582),
        backbone("swin_backbone", SwinBackbone.TINY, 27520698),
        backbone("swin_backbone_small", SwinBackbone.SMALL, 48838602),
        backbone("swin_backbone_base", SwinBackbone.BASE, 86745016),
        v2("swinv2_tiny_patch4_window8_256", SwinTransformerV2.TINY, 28347154, published(256, 8, 81.8, "tiny")),
        v2("swinv2_small_patch4_window8_256", SwinTransformerV2.SMALL, 49728418, published(256, 8, 83.7, "small")),
        v2("swinv2_base_patch4_window8_256", SwinTransformerV2.BASE, 87918816, published(256, 8, 84.2, "base")),
        v2("swinv2_tiny_patch4_window16_256", SwinTransformerV2.TINY.with(256, 16), 28347154,
            published(256, 16, 82.8, "tiny")),
        v2("swinv2_small_patch4_window16_256", SwinTransformerV2.SMALL.with(256, 16), 49728418,
            published(256, 16, 84.1, "small")),
        v2("swinv2_base_patch4_window16_256", SwinTransformerV2.BASE.with(256, 16), 87918816,
            published(256, 16, 84.6, "base"), finetuned(256, 16, 86.2, "base")),
        v2("swinv2_base_patch4_window24_384", SwinTransformerV2.BASE.with(384, 24), 87918816,
            finetuned(384, 24, 87.1, "base")),
        v2("swinv2_large_patch4_window16_256", SwinTransformerV2.LARGE.with(256, 16), 196739932,
            finetuned(256, 16, 86.9, "large")),
        v2("swinv2_large_patch4_window24_384", SwinTransformerV2.LARGE.with(384, 24), 196739932,
            finetuned(384, 24, 87.6, "large")),
        torchvisionV2("swin_v2_t", SwinConfig.Torchvision.SWIN_V2_T, 28351570, "swin_v2_t-b137f0e2.pth", 260, 82.072),
        torchvisionV2("swin_v2_s", SwinConfig.Torchvision.SWIN_V2_S, 49737442, "swin_v2_s-637d8ceb.pth", 260, 83.712),
        torchvisionV2("swin_v2_b", SwinConfig.Torchvision.SWIN_V2_B, 87930848, "swin_v2_b-781e5279.pth", 272, 84.112));
  }

  private static ModelEntry<SwinConfig> swin(String name, SwinConfig config, long parameters, Weights... weights) {
    return new ModelEntry<>(name, List.of(), CHAPTER, SWIN, config, SwinTransformer::new,
        c -> new InputShape(c.inChans(), c.height(), c.width()), parameters, List.of(weights));
  }

  private static ModelEntry<SwinTransformerV2.Config> v2(String name, SwinTransformerV2.Config config, long parameters,
      Weights... weights) {
    return new ModelEntry<>(name, List.of(), CHAPTER, SWIN_V2, config, SwinTransformerV2::new,
        c -> new InputShape(c.inChans(), c.swin().height(), c.swin().width()), parameters, List.of(weights));
  }

  private static ModelEntry<SwinBackbone.Config> backbone(String name, SwinBackbone.Config config, long parameters) {
    return new ModelEntry<>(name, List.of(), CHAPTER, SWIN, config, SwinBackbone::new,
        c -> new InputShape(c.inChans(), c.pretrainImgSize(), c.pretrainImgSize()), parameters, List.of());
  }

  private static ModelEntry<SwinConfig.Torchvision> torchvision(String name, SwinConfig.Torchvision config,
      long parameters, String file, int resize, double top1) {
    return new ModelEntry<>(name, List.of(), CHAPTER, SWIN, config, SwinTransformer::new,
        c -> new InputShape(c.inChannels(), 224, 224), parameters,
        List.of(Weights.torchvision("IMAGENET1K_V1", file, imagenet(resize, 224, Interpolation.BICUBIC), top1)));
  }

  private static ModelEntry<SwinConfig.Torchvision> torchvisionV2(String name, SwinConfig.Torchvision config,
      long parameters, String file, int resize, double top1) {
    return new ModelEntry<>(name, List.of(), CHAPTER, SWIN_V2, config, SwinTransformerV2::new,
        c -> new InputShape(c.inChannels(), 256, 256), parameters,
        List.of(Weights.torchvision("IMAGENET1K_V1", file, imagenet(resize, 256, Interpolation.BICUBIC), top1)));
  }

  private static Weights v1(String file, int side, double top1) {
    return microsoft("v1.0.0/" + file, ModelConfig.DEFAULTS, side, top1);
  }

  private static Weights published(int side, int window, double top1, String size) {
    return microsoft("v2.0.0/swinv2_" + size + "_patch4_window" + window + "_" + side, ModelConfig.DEFAULTS, side,
        top1);
  }

  /** Trained on ImageNet-22k with windows of 12 and pictures of 192, then on ImageNet-1k with larger ones. */
  private static Weights finetuned(int side, int window, double top1, String size) {
    return microsoft("v2.0.0/swinv2_" + size + "_patch4_window12to" + window + "_192to" + side + "_22kto1k_ft",
        ModelConfig.of("pretrained_window_sizes", List.of(12, 12, 12, 6)), side, top1);
  }

  /** Pictures of 384 pixels are not cropped. */
  private static Weights microsoft(String file, ModelConfig config, int side, double top1) {
    return new Weights(file.substring(file.indexOf('/') + 1),
        "https://github.com/SwinTransformer/storage/releases/download/" + file + ".pth",
        "MIT (Microsoft); trained on ImageNet, whose own terms apply", config,
        imagenet(side == 384 ? side : side * 256 / 224, side, Interpolation.BICUBIC), ClassNames.IMAGENET, top1);
  }
}
