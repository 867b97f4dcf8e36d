package dev.fovea.models.transformers;

import static dev.fovea.models.Preprocessing.imagenet;

import dev.fovea.image.Interpolation;
import dev.fovea.models.ClassNames;
import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import dev.fovea.models.Preprocessing;
import dev.fovea.models.Weights;
import java.util.List;

/** The registry entries of {@link T2tVit}, {@link Tnt}, {@link CrossVit} and {@link LocallyShifted}. */
public final class TokenModels implements ModelCatalogue {
  private static final Paper T2T = new Paper(
      "Tokens-to-Token ViT: Training Vision Transformers from Scratch on ImageNet",
      "Yuan, Chen, Wang, Yu, Shi, Jiang, Tay, Feng and Yan", 2021, "ICCV 2021", "https://arxiv.org/abs/2101.11986");
  private static final Paper TNT = new Paper("Transformer in Transformer", "Han, Xiao, Wu, Guo, Xu and Wang", 2021,
      "NeurIPS 2021", "https://arxiv.org/abs/2103.00112");
  private static final Paper CROSSVIT = new Paper(
      "CrossViT: Cross-Attention Multi-Scale Vision Transformer for Image Classification", "Chen, Fan and Panda", 2021,
      "ICCV 2021", "https://arxiv.org/abs/2103.14899");
  private static final Paper LOCALLY = new Paper("Locally Shifted Attention With Early Global Integration",
      "Sheynin, Benaim, Polyak and Wolf", 2021, "arXiv 2021", "https://arxiv.org/abs/2112.05080");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(
        t2t("t2t_vit_7", T2tVit.T2T_VIT_7, 4310222, yitu("71.7_T2T_ViT_7", 71.7)),
        t2t("t2t_vit_10", T2tVit.T2T_VIT_10, 5889230, yitu("75.2_T2T_ViT_10", 75.2)),
        t2t("t2t_vit_12", T2tVit.T2T_VIT_12, 6941902, yitu("76.5_T2T_ViT_12", 76.5)),
        t2t("t2t_vit_14", T2tVit.T2T_VIT_14, 21545550, yitu("81.5_T2T_ViT_14", 81.5),
            yitu("83.3_T2T_ViT_14", ModelConfig.of("img_size", 384), ninety(384), 83.3)),
        t2t("t2t_vit_19", T2tVit.T2T_VIT_19, 39177422, yitu("81.9_T2T_ViT_19", 81.9)),
        t2t("t2t_vit_24", T2tVit.T2T_VIT_24, 64105934, yitu("82.3_T2T_ViT_24", 82.3)),
        t2t("t2t_vit_t_14", T2tVit.T2T_VIT_T_14, 21541070, yitu("81.7_T2T_ViTt_14", 81.7)),
        t2t("t2t_vit_t_19", T2tVit.T2T_VIT_T_19, 39172942, yitu("82.4_T2T_ViTt_19", 82.4)),
        t2t("t2t_vit_t_24", T2tVit.T2T_VIT_T_24, 64101454, yitu("82.6_T2T_ViTt_24", 82.6)),
        tnt("tnt_s_patch16_224", Tnt.TNT_S, 23843848, huawei("tnt_s_81.5", 81.5)),
        tnt("tnt_b_patch16_224", Tnt.TNT_B, 65554120, huawei("tnt_b_82.9", 82.9)),
        new ModelEntry<>("tnt_s_legacy_patch16_224", List.of(), "transformers", TNT, TntLegacy.TNT_S, TntLegacy::new,
            c -> new InputShape(c.inChans(), c.imgSize(), c.imgSize()), 23755336, List.of(tnt("tnt_s_patch16_224",
                "contrastive/pytorch-image-models/releases/download/TNT/tnt_s_patch16_224", 81.5))),
        crossvit("crossvit_tiny_224", CrossVit.TINY, 7014800, ibm("crossvit_tiny_224", 73.4)),
        crossvit("crossvit_small_224", CrossVit.SMALL, 26856272, ibm("crossvit_small_224", 81.0)),
        crossvit("crossvit_base_224", CrossVit.BASE, 105025232, ibm("crossvit_base_224", 82.2)),
        crossvit("crossvit_9_224", CrossVit.NINE, 8553296, ibm("crossvit_9_224", 73.9)),
        crossvit("crossvit_15_224", CrossVit.FIFTEEN, 27528464, ibm("crossvit_15_224", 81.5)),
        crossvit("crossvit_18_224", CrossVit.EIGHTEEN, 43271408, ibm("crossvit_18_224", 82.5)),
        crossvit("crossvit_9_dagger_224", CrossVit.NINE_DAGGER, 8776592, ibm("crossvit_9_dagger_224", 77.1)),
        crossvit("crossvit_15_dagger_224", CrossVit.FIFTEEN_DAGGER, 28209008, ibm("crossvit_15_dagger_224", 82.3),
            ibmLarge("crossvit_15_dagger_384", 83.5)),
        crossvit("crossvit_18_dagger_224", CrossVit.EIGHTEEN_DAGGER, 44266976, ibm("crossvit_18_dagger_224", 82.8),
            ibmLarge("crossvit_18_dagger_384", 83.9)),
        locally("locally_sag_tiny_imagenet", LocallyShifted.TINY_IMAGENET, 9909928),
        locally("locally_sag_small_imagenet", LocallyShifted.SMALL_IMAGENET, 22145320),
        locally("locally_sag_tiny_cifar", LocallyShifted.TINY_CIFAR, 10141834),
        locally("locally_sag_small_cifar", LocallyShifted.SMALL_CIFAR, 32767370),
        locally("locally_sag_base_cifar", LocallyShifted.BASE_CIFAR, 102779146));
  }

  private static ModelEntry<T2tVit.Config> t2t(String name, T2tVit.Config config, long parameters,
      Weights... weights) {
    return new ModelEntry<>(name, List.of(), "transformers", T2T, config, T2tVit::new,
        c -> new InputShape(c.inChans(), c.imgSize(), c.imgSize()), parameters, List.of(weights));
  }

  private static ModelEntry<Tnt.Config> tnt(String name, Tnt.Config config, long parameters,
      Weights... weights) {
    return new ModelEntry<>(name, List.of(), "transformers", TNT, config, Tnt::new,
        c -> new InputShape(c.inChans(), c.imgSize(), c.imgSize()), parameters, List.of(weights));
  }

  private static ModelEntry<CrossVit.Config> crossvit(String name, CrossVit.Config config, long parameters,
      Weights... weights) {
    return new ModelEntry<>(name, List.of(), "transformers", CROSSVIT, config, CrossVit::new,
        c -> new InputShape(c.inChans(), c.imgSize().get(1), c.imgSize().get(1)), parameters, List.of(weights));
  }

  private static ModelEntry<LocallyShifted.Config> locally(String name, LocallyShifted.Config config,
      long parameters) {
    return new ModelEntry<>(name, List.of(), "transformers", LOCALLY, config, LocallyShifted::new,
        c -> new InputShape(c.inChans(), c.imageSize(), c.imageSize()), parameters, List.of());
  }

  private static Weights yitu(String file, double top1) {
    return yitu(file, ModelConfig.DEFAULTS, ninety(224), top1);
  }

  private static Weights yitu(String file, ModelConfig config, Preprocessing preprocessing, double top1) {
    return weights(file, "yitu-opensource/T2T-ViT/releases/download/main/" + file + ".pth.tar",
        "BSD-3-Clause-Clear (Yitu)", config, preprocessing, top1);
  }

  private static Weights huawei(String file, double top1) {
    return tnt(file, "huawei-noah/Efficient-AI-Backbones/releases/download/tnt/" + file, top1);
  }

  private static Weights tnt(String name, String file, double top1) {
    List<Double> half = List.of(0.5, 0.5, 0.5);
    return weights(name, file + ".pth.tar", "Apache-2.0", ModelConfig.DEFAULTS,
        new Preprocessing(248, 224, Interpolation.BICUBIC, half, half), top1);
  }

  /** They were evaluated at the side of the first branch. */
  private static Weights ibm(String file, double top1) {
    return ibm(file, ModelConfig.DEFAULTS, imagenet(274, 240, Interpolation.BICUBIC), top1);
  }

  private static Weights ibmLarge(String file, double top1) {
    return ibm(file, ModelConfig.of("img_size", List.of(408, 384)), imagenet(408, 408, Interpolation.BICUBIC), top1);
  }

  private static Weights ibm(String file, ModelConfig config, Preprocessing preprocessing, double top1) {
    return weights(file, "IBM/CrossViT/releases/download/weights-0.1/" + file + ".pth", "Apache-2.0 (IBM)", config,
        preprocessing, top1);
  }

  /** The middle nine tenths of a picture. */
  private static Preprocessing ninety(int side) {
    return imagenet((int) (side / 0.9), side, Interpolation.BICUBIC);
  }

  private static Weights weights(String name, String file, String licence, ModelConfig config,
      Preprocessing preprocessing, double top1) {
    return new Weights(name, "https://github.com/" + file, licence + "; trained on ImageNet-1k, whose own terms apply",
        config, preprocessing, ClassNames.IMAGENET, top1);
  }
}
