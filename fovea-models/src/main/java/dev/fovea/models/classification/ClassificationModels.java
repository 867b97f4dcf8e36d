package dev.fovea.models.classification;

import static dev.fovea.models.Preprocessing.imagenet;
import static dev.fovea.models.Weights.torchvision;

import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import dev.fovea.models.Preprocessing;
import dev.fovea.models.Weights;
import java.util.List;

/** The registry entries of the networks in this package. */
public final class ClassificationModels implements ModelCatalogue {
  private static final String CHAPTER = "classification";
  private static final Paper LENET = new Paper("Gradient-Based Learning Applied to Document Recognition",
      "LeCun, Bottou, Bengio and Haffner", 1998, "Proceedings of the IEEE", "https://doi.org/10.1109/5.726791");
  private static final Paper RESNET = new Paper("Deep Residual Learning for Image Recognition",
      "He, Zhang, Ren and Sun", 2015, "CVPR 2016", "https://arxiv.org/abs/1512.03385");
  private static final Paper RESNEXT = new Paper("Aggregated Residual Transformations for Deep Neural Networks",
      "Xie, Girshick, Dollár, Tu and He", 2016, "CVPR 2017", "https://arxiv.org/abs/1611.05431");
  private static final Paper WIDE_RESNET = new Paper("Wide Residual Networks", "Zagoruyko and Komodakis", 2016,
      "BMVC 2016", "https://arxiv.org/abs/1605.07146");
  private static final Paper IDENTITY = new Paper("Identity Mappings in Deep Residual Networks",
      "He, Zhang, Ren and Sun", 2016, "ECCV 2016", "https://arxiv.org/abs/1603.05027");
  private static final Paper STOCHASTIC_DEPTH = new Paper("Deep Networks with Stochastic Depth",
      "Huang, Sun, Liu, Sedra and Weinberger", 2016, "ECCV 2016", "https://arxiv.org/abs/1603.09382");
  private static final Paper SQUEEZENET = new Paper(
      "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size",
      "Iandola, Han, Moskewicz, Ashraf, Dally and Keutzer", 2016, "arXiv", "https://arxiv.org/abs/1602.07360");
  private static final Preprocessing V1 = imagenet(256, 224);
  private static final Preprocessing V2 = imagenet(232, 224);

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(
        new ModelEntry<>("lenet5", List.of(), CHAPTER, LENET, LeNet5.LENET5, LeNet5::new,
            c -> new InputShape(c.inChannels(), c.imageSize(), c.imageSize()), 64122, List.of()),
        new ModelEntry<>("lenet", List.of(), CHAPTER, LENET, LeNet.LENET, LeNet::new,
            c -> new InputShape(c.inChannels(), c.imageSize(), c.imageSize()), 62006, List.of()),
        resnet("resnet18", RESNET, ResNet.RESNET18, 11689512,
            torchvision("IMAGENET1K_V1", "resnet18-f37072fd.pth", V1, 69.758)),
        resnet("resnet34", RESNET, ResNet.RESNET34, 21797672,
            torchvision("IMAGENET1K_V1", "resnet34-b627a593.pth", V1, 73.314)),
        resnet("resnet50", RESNET, ResNet.RESNET50, 25557032,
            torchvision("IMAGENET1K_V2", "resnet50-11ad3fa6.pth", V2, 80.858),
            torchvision("IMAGENET1K_V1", "resnet50-0676ba61.pth", V1, 76.130)),
        resnet("resnet101", RESNET, ResNet.RESNET101, 44549160,
            torchvision("IMAGENET1K_V2", "resnet101-cd907fc2.pth", V2, 81.886),
            torchvision("IMAGENET1K_V1", "resnet101-63fe2227.pth", V1, 77.374)),
        resnet("resnet152", RESNET, ResNet.RESNET152, 60192808,
            torchvision("IMAGENET1K_V2", "resnet152-f82ba261.pth", V2, 82.284),
            torchvision("IMAGENET1K_V1", "resnet152-394f9c45.pth", V1, 78.312)),
        resnet("resnext50_32x4d", RESNEXT, ResNet.RESNEXT50_32X4D, 25028904,
            torchvision("IMAGENET1K_V2", "resnext50_32x4d-1a0047aa.pth", V2, 81.198),
            torchvision("IMAGENET1K_V1", "resnext50_32x4d-7cdf4587.pth", V1, 77.618)),
        resnet("resnext101_32x8d", RESNEXT, ResNet.RESNEXT101_32X8D, 88791336,
            torchvision("IMAGENET1K_V2", "resnext101_32x8d-110c445d.pth", V2, 82.834),
            torchvision("IMAGENET1K_V1", "resnext101_32x8d-8ba56ff5.pth", V1, 79.312)),
        resnet("resnext101_64x4d", RESNEXT, ResNet.RESNEXT101_64X4D, 83455272,
            torchvision("IMAGENET1K_V1", "resnext101_64x4d-173b62eb.pth", V2, 83.246)),
        resnet("wide_resnet50_2", WIDE_RESNET, ResNet.WIDE_RESNET50_2, 68883240,
            torchvision("IMAGENET1K_V2", "wide_resnet50_2-9ba9bcbe.pth", V2, 81.602),
            torchvision("IMAGENET1K_V1", "wide_resnet50_2-95faca4d.pth", V1, 78.468)),
        resnet("wide_resnet101_2", WIDE_RESNET, ResNet.WIDE_RESNET101_2, 126886696,
            torchvision("IMAGENET1K_V2", "wide_resnet101_2-d733dc28.pth", V2, 82.510),
            torchvision("IMAGENET1K_V1", "wide_resnet101_2-32ee1156.pth", V1, 78.848)),
        squeezenet("squeezenet1_0", SqueezeNet.SQUEEZENET1_0, 1248424,
            torchvision("IMAGENET1K_V1", "squeezenet1_0-b66bff10.pth", V1, 58.092)),
        squeezenet("squeezenet1_1", SqueezeNet.SQUEEZENET1_1, 1235496,
            torchvision("IMAGENET1K_V1", "squeezenet1_1-b8a52dc0.pth", V1, 58.178)),
        preact("preact_resnet18", PreActResNet.PREACT_RESNET18, 11171146),
        preact("preact_resnet34", PreActResNet.PREACT_RESNET34, 21279306),
        preact("preact_resnet50", PreActResNet.PREACT_RESNET50, 23509066),
        preact("preact_resnet101", PreActResNet.PREACT_RESNET101, 42501194),
        preact("preact_resnet152", PreActResNet.PREACT_RESNET152, 58144842),
        new ModelEntry<>("wide_resnet_cifar", List.of(), CHAPTER, WIDE_RESNET, WideResNet.WRN_28_10, WideResNet::new,
            c -> new InputShape(c.inChannels(), 32, 32), 36479194, List.of()),
        stochastic("stochastic_depth_resnet18", StochasticDepthResNet.RESNET18, 11224932),
        stochastic("stochastic_depth_resnet34", StochasticDepthResNet.RESNET34, 21336804),
        stochastic("stochastic_depth_resnet50", StochasticDepthResNet.RESNET50, 23705316),
        stochastic("stochastic_depth_resnet101", StochasticDepthResNet.RESNET101, 42697444),
        stochastic("stochastic_depth_resnet152", StochasticDepthResNet.RESNET152, 58341092),
        linearDecay("resnet18_stodepth_lineardecay", LinearDecayResNet.RESNET18, 11689512),
        linearDecay("resnet34_stodepth_lineardecay", LinearDecayResNet.RESNET34, 21797672),
        linearDecay("resnet50_stodepth_lineardecay", LinearDecayResNet.RESNET50, 25557032),
        linearDecay("resnet101_stodepth_lineardecay", LinearDecayResNet.RESNET101, 44549160),
        linearDecay("resnet152_stodepth_lineardecay", LinearDecayResNet.RESNET152, 60192808));
  }

  private static ModelEntry<PreActResNet.Config> preact(String name, PreActResNet.Config config, long parameters) {
    return new ModelEntry<>(name, List.of(), CHAPTER, IDENTITY, config, PreActResNet::new,
        c -> new InputShape(c.inChannels(), 32, 32), parameters, List.of());
  }

  private static ModelEntry<StochasticDepthResNet.Config> stochastic(String name, StochasticDepthResNet.Config config,
      long parameters) {
    return new ModelEntry<>(name, List.of(), CHAPTER, STOCHASTIC_DEPTH, config, StochasticDepthResNet::new,
        c -> new InputShape(c.inChannels(), 32, 32), parameters, List.of());
  }

  private static ModelEntry<LinearDecayResNet.Config> linearDecay(String name, LinearDecayResNet.Config config,
      long parameters) {
    return new ModelEntry<>(name, List.of(), CHAPTER, STOCHASTIC_DEPTH, config, LinearDecayResNet::new,
        c -> new InputShape(c.inChannels(), 224, 224), parameters, List.of());
  }

  private static ModelEntry<ResNet.Config> resnet(String name, Paper paper, ResNet.Config config, long parameters,
      Weights... weights) {
    return new ModelEntry<>(name, List.of(), CHAPTER, paper, config, ResNet::new, c -> {
      int side = c.stem() == ResNet.Stem.SMALL ? 32 : 224;
      return new InputShape(c.inChannels(), side, side);
    }, parameters, List.of(weights));
  }

  private static ModelEntry<SqueezeNet.Config> squeezenet(String name, SqueezeNet.Config config, long parameters,
      Weights weights) {
    return new ModelEntry<>(name, List.of(), CHAPTER, SQUEEZENET, config, SqueezeNet::new,
        c -> new InputShape(c.inChannels(), 224, 224), parameters, List.of(weights));
  }
}
