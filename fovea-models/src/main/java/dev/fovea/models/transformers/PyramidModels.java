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

/** The registry entries of transformers that shrink their maps from stage to stage as convolutional networks do. */
public final class PyramidModels implements ModelCatalogue {
  private static final String AUTHORS = "Wang, Xie, Li, Fan, Song, Liang, Lu, Luo and Shao";
  private static final Paper PVT = new Paper(
      "Pyramid Vision Transformer: A Versatile Backbone for Dense Prediction without Convolutions", AUTHORS, 2021,
      "ICCV 2021", "https://arxiv.org/abs/2102.12122");
  private static final Paper PVT_V2 = new Paper("PVT v2: Improved Baselines with Pyramid Vision Transformer", AUTHORS,
      2021, "Computational Visual Media 2022", "https://arxiv.org/abs/2106.13797");
  private static final Paper TWINS = new Paper(
      "Twins: Revisiting the Design of Spatial Attention in Vision Transformers",
      "Chu, Tian, Wang, Zhang, Ren, Wei, Xia and Shen", 2021, "NeurIPS 2021", "https://arxiv.org/abs/2104.13840");
  private static final Paper CVT = new Paper("CvT: Introducing Convolutions to Vision Transformers",
      "Wu, Xiao, Codella, Liu, Dai, Yuan and Zhang", 2021, "ICCV 2021", "https://arxiv.org/abs/2103.15808");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(
        pvt("pvt_tiny", Pvt.PVT_TINY, 13229288, 75.1),
        pvt("pvt_small", Pvt.PVT_SMALL, 24485864, 79.8),
        pvt("pvt_medium", Pvt.PVT_MEDIUM, 44208104, 81.2),
        pvt("pvt_large", Pvt.PVT_LARGE, 61369320, 81.7),
        pvtV2("pvt_v2_b0", PvtV2.PVT_V2_B0, 3666760, 70.5),
        pvtV2("pvt_v2_b1", PvtV2.PVT_V2_B1, 14009000, 78.7),
        pvtV2("pvt_v2_b2", PvtV2.PVT_V2_B2, 25362856, 82.0),
        pvtV2("pvt_v2_b2_li", PvtV2.PVT_V2_B2_LI, 22553512, 82.1),
        pvtV2("pvt_v2_b3", PvtV2.PVT_V2_B3, 45238696, 83.1),
        pvtV2("pvt_v2_b4", PvtV2.PVT_V2_B4, 62556072, 83.6),
        pvtV2("pvt_v2_b5", PvtV2.PVT_V2_B5, 81956008, 83.8),
        twins("twins_pcpvt_small", "pcpvt_small_v0", Twins.PCPVT_SMALL, 24106216, 81.2),
        twins("twins_pcpvt_base", "pcpvt_base_v0", Twins.PCPVT_BASE, 43828456, 82.7),
        twins("twins_pcpvt_large", "pcpvt_large_v0", Twins.PCPVT_LARGE, 60989672, 83.1),
        twins("twins_svt_small", "alt_gvt_small", Twins.SVT_SMALL, 24060776, 81.7),
        twins("twins_svt_base", "alt_gvt_base", Twins.SVT_BASE, 56070952, 83.2),
        twins("twins_svt_large", "alt_gvt_large", Twins.SVT_LARGE, 99271400, 83.7),
        cvt("cvt_13", Cvt.CVT_13, 19997480),
        cvt("cvt_21", Cvt.CVT_21, 31622696));
  }

  private static ModelEntry<Pvt.Config> pvt(String name, Pvt.Config config, long parameters, double top1) {
    return new ModelEntry<>(name, List.of(), "transformers", PVT, config, Pvt::new,
        c -> new InputShape(c.inChans(), c.imgSize(), c.imgSize()), parameters, List.of(released(name, top1)));
  }

  private static ModelEntry<PvtV2.Config> pvtV2(String name, PvtV2.Config config, long parameters, double top1) {
    return new ModelEntry<>(name, List.of(), "transformers", PVT_V2, config, PvtV2::new,
        c -> new InputShape(c.inChans(), c.imgSize(), c.imgSize()), parameters, List.of(released(name, top1)));
  }

  private static ModelEntry<Twins.Config> twins(String name, String alias, Twins.Config config, long parameters,
      double top1) {
    return new ModelEntry<>(name, List.of(alias), "transformers", TWINS, config, Twins::new,
        c -> new InputShape(c.inChans(), c.imgSize(), c.imgSize()), parameters, List.of(imagenet1k(
            "https://huggingface.co/timm/" + name + ".in1k/resolve/main/model.safetensors", top1)));
  }

  private static ModelEntry<Cvt.Config> cvt(String name, Cvt.Config config, long parameters) {
    return new ModelEntry<>(name, List.of(), "transformers", CVT, config, Cvt::new,
        c -> new InputShape(c.inChans(), 224, 224), parameters, List.of());
  }

  private static Weights released(String name, double top1) {
    return imagenet1k("https://github.com/whai362/PVT/releases/download/v2/" + name + ".pth", top1);
  }

  private static Weights imagenet1k(String url, double top1) {
    return new Weights("IMAGENET1K", url, "Apache-2.0; trained on ImageNet-1k, whose own terms apply",
        ModelConfig.DEFAULTS, imagenet(256, 224, Interpolation.BICUBIC), ClassNames.IMAGENET, top1);
  }
}
