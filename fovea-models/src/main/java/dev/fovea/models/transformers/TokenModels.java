package dev.fovea.models.transformers;

import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
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
        t2t("t2t_vit_7", T2tVit.T2T_VIT_7, 4310222),
        t2t("t2t_vit_10", T2tVit.T2T_VIT_10, 5889230),
        t2t("t2t_vit_12", T2tVit.T2T_VIT_12, 6941902),
        t2t("t2t_vit_14", T2tVit.T2T_VIT_14, 21545550),
        t2t("t2t_vit_19", T2tVit.T2T_VIT_19, 39177422),
        t2t("t2t_vit_24", T2tVit.T2T_VIT_24, 64105934),
        t2t("t2t_vit_t_14", T2tVit.T2T_VIT_T_14, 21541070),
        t2t("t2t_vit_t_19", T2tVit.T2T_VIT_T_19, 39172942),
        t2t("t2t_vit_t_24", T2tVit.T2T_VIT_T_24, 64101454),
        tnt("tnt_s_patch16_224", Tnt.TNT_S, 23843848),
        tnt("tnt_b_patch16_224", Tnt.TNT_B, 65554120),
        new ModelEntry<>("tnt_s_legacy_patch16_224", List.of(), "transformers", TNT, TntLegacy.TNT_S, TntLegacy::new,
            c -> new InputShape(c.inChans(), c.imgSize(), c.imgSize()), 23755336, List.of()),
        crossvit("crossvit_tiny_224", CrossVit.TINY, 7014800),
        crossvit("crossvit_small_224", CrossVit.SMALL, 26856272),
        crossvit("crossvit_base_224", CrossVit.BASE, 105025232),
        crossvit("crossvit_9_224", CrossVit.NINE, 8553296),
        crossvit("crossvit_15_224", CrossVit.FIFTEEN, 27528464),
        crossvit("crossvit_18_224", CrossVit.EIGHTEEN, 43271408),
        crossvit("crossvit_9_dagger_224", CrossVit.NINE_DAGGER, 8776592),
        crossvit("crossvit_15_dagger_224", CrossVit.FIFTEEN_DAGGER, 28209008),
        crossvit("crossvit_18_dagger_224", CrossVit.EIGHTEEN_DAGGER, 44266976),
        locally("locally_sag_tiny_imagenet", LocallyShifted.TINY_IMAGENET, 9909928),
        locally("locally_sag_small_imagenet", LocallyShifted.SMALL_IMAGENET, 22145320),
        locally("locally_sag_tiny_cifar", LocallyShifted.TINY_CIFAR, 10141834),
        locally("locally_sag_small_cifar", LocallyShifted.SMALL_CIFAR, 32767370),
        locally("locally_sag_base_cifar", LocallyShifted.BASE_CIFAR, 102779146));
  }

  private static ModelEntry<T2tVit.Config> t2t(String name, T2tVit.Config config, long parameters) {
    return new ModelEntry<>(name, List.of(), "transformers", T2T, config, T2tVit::new,
        c -> new InputShape(c.inChans(), c.imgSize(), c.imgSize()), parameters, List.of());
  }

  private static ModelEntry<Tnt.Config> tnt(String name, Tnt.Config config, long parameters) {
    return new ModelEntry<>(name, List.of(), "transformers", TNT, config, Tnt::new,
        c -> new InputShape(c.inChans(), c.imgSize(), c.imgSize()), parameters, List.of());
  }

  private static ModelEntry<CrossVit.Config> crossvit(String name, CrossVit.Config config, long parameters) {
    return new ModelEntry<>(name, List.of(), "transformers", CROSSVIT, config, CrossVit::new,
        c -> new InputShape(c.inChans(), c.imgSize().get(1), c.imgSize().get(1)), parameters, List.of());
  }

  private static ModelEntry<LocallyShifted.Config> locally(String name, LocallyShifted.Config config,
      long parameters) {
    return new ModelEntry<>(name, List.of(), "transformers", LOCALLY, config, LocallyShifted::new,
        c -> new InputShape(c.inChans(), c.imageSize(), c.imageSize()), parameters, List.of());
  }
}
