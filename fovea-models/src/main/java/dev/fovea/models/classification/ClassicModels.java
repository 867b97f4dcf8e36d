package dev.fovea.models.classification;

import static dev.fovea.models.Preprocessing.imagenet;
import static dev.fovea.models.Weights.torchvision;

import dev.fovea.image.Interpolation;
import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import dev.fovea.models.Preprocessing;
import dev.fovea.models.Weights;
import java.util.ArrayList;
import java.util.List;

/** The registry entries of the networks that are no residual ones: AlexNet to EfficientNet. */
public final class ClassicModels implements ModelCatalogue {
  private static final String CHAPTER = "classification";
  private static final Paper ALEXNET = new Paper(
      "ImageNet Classification with Deep Convolutional Neural Networks", "Krizhevsky, Sutskever and Hinton", 2012,
      "NIPS 2012", "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks");
  private static final Paper NIN = new Paper("Network In Network", "Lin, Chen and Yan", 2013, "ICLR 2014",
      "https://arxiv.org/abs/1312.4400");
  private static final Paper VGG = new Paper("Very Deep Convolutional Networks for Large-Scale Image Recognition",
      "Simonyan and Zisserman", 2014, "ICLR 2015", "https://arxiv.org/abs/1409.1556");
  private static final Paper GOOGLENET = new Paper("Going Deeper with Convolutions",
      "Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke and Rabinovich", 2014, "CVPR 2015",
      "https://arxiv.org/abs/1409.4842");
  private static final Paper INCEPTION = new Paper("Rethinking the Inception Architecture for Computer Vision",
      "Szegedy, Vanhoucke, Ioffe, Shlens and Wojna", 2015, "CVPR 2016", "https://arxiv.org/abs/1512.00567");
  private static final Paper DENSENET = new Paper("Densely Connected Convolutional Networks",
      "Huang, Liu, van der Maaten and Weinberger", 2016, "CVPR 2017", "https://arxiv.org/abs/1608.06993");
  private static final Paper FRACTALNET = new Paper("FractalNet: Ultra-Deep Neural Networks without Residuals",
      "Larsson, Maire and Shakhnarovich", 2016, "ICLR 2017", "https://arxiv.org/abs/1605.07648");
  private static final Paper EFFICIENTNET = new Paper(
      "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", "Tan and Le", 2019, "ICML 2019",
      "https://arxiv.org/abs/1905.11946");
  private static final Paper EFFICIENTNET_V2 = new Paper("EfficientNetV2: Smaller Models and Faster Training",
      "Tan and Le", 2021, "ICML 2021", "https://arxiv.org/abs/2104.00298");
  private static final Preprocessing V1 = imagenet(256, 224);
  private static final List<Double> HALVES = List.of(0.5, 0.5, 0.5);

  @Override
  public List<ModelEntry<?>> entries() {
    List<ModelEntry<?>> entries = new ArrayList<>(List.of(
        new ModelEntry<>("alexnet", List.of(), CHAPTER, ALEXNET, AlexNet.ALEXNET, AlexNet::new,
            c -> new InputShape(c.inChannels(), 224, 224), 61100840,
            List.of(torchvision("IMAGENET1K_V1", "alexnet-owt-7be5be79.pth", V1, 56.522))),
        new ModelEntry<>("nin_cifar10", List.of("nin"), CHAPTER, NIN, NetworkInNetwork.NIN_CIFAR10,
            NetworkInNetwork::new, c -> new InputShape(c.inChannels(), 32, 32), 966986, List.of()),
        vgg("vgg11", Vgg.VGG11, 132863336, "vgg11-8a719046.pth", 69.020),
        vgg("vgg11_bn", Vgg.VGG11.normalized(), 132868840, "vgg11_bn-6002323d.pth", 70.370),
        vgg("vgg13", Vgg.VGG13, 133047848, "vgg13-19584684.pth", 69.928),
        vgg("vgg13_bn", Vgg.VGG13.normalized(), 133053736, "vgg13_bn-abd245e5.pth", 71.586),
        vgg("vgg16", Vgg.VGG16, 138357544, "vgg16-397923af.pth", 71.592),
        vgg("vgg16_bn", Vgg.VGG16.normalized(), 138365992, "vgg16_bn-6c64b313.pth", 73.360),
        vgg("vgg19", Vgg.VGG19, 143667240, "vgg19-dcbb9e9d.pth", 72.376),
        vgg("vgg19_bn", Vgg.VGG19.normalized(), 143678248, "vgg19_bn-c79401a0.pth", 74.218),
        new ModelEntry<>("googlenet", List.of("inception_v1"), CHAPTER, GOOGLENET, GoogLeNet.GOOGLENET, GoogLeNet::new,
            c -> new InputShape(c.inChannels(), 224, 224), 13004888, List.of(torchvision("IMAGENET1K_V1",
                "googlenet-1378be20.pth", symmetric(256, 224, Interpolation.BILINEAR), 69.778))),
        new ModelEntry<>("inception_v3", List.of(), CHAPTER, INCEPTION, InceptionV3.INCEPTION_V3, InceptionV3::new,
            c -> new InputShape(c.inChannels(), 299, 299), 27161264, List.of(torchvision("IMAGENET1K_V1",
                "inception_v3_google-0cc3c7bd.pth", symmetric(342, 299, Interpolation.BILINEAR), 77.294))),
        densenet("densenet121", DenseNet.DENSENET121, 7978856, "densenet121-a639ec97.pth", 74.434),
        densenet("densenet161", DenseNet.DENSENET161, 28681000, "densenet161-8d451a50.pth", 77.138),
        densenet("densenet169", DenseNet.DENSENET169, 14149480, "densenet169-b2777c0a.pth", 75.600),
        densenet("densenet201", DenseNet.DENSENET201, 20013928, "densenet201-c1103571.pth", 76.896),
        new ModelEntry<>("fractalnet", List.of(), CHAPTER, FRACTALNET, FractalNet.FRACTALNET, FractalNet::new,
            c -> new InputShape(c.channels(), c.dataShape().get(1), c.dataShape().get(2)), 76106634, List.of())));
    entries.addAll(efficientNets());
    return entries;
  }

  private static List<ModelEntry<?>> efficientNets() {
    return List.of(
        efficientnet("efficientnet_b0", EFFICIENTNET, EfficientNetSizes.B0, 5288548,
            torchvision("IMAGENET1K_V1", "efficientnet_b0_rwightman-3dd342df.pth", bicubic(256, 224), 77.692)),
        efficientnet("efficientnet_b1", EFFICIENTNET, EfficientNetSizes.B1, 7794184,
            torchvision("IMAGENET1K_V2", "efficientnet_b1-c27df63c.pth", imagenet(255, 240), 79.838),
            torchvision("IMAGENET1K_V1", "efficientnet_b1_rwightman-533bc792.pth", bicubic(256, 240), 78.642)),
        efficientnet("efficientnet_b2", EFFICIENTNET, EfficientNetSizes.B2, 9109994,
            torchvision("IMAGENET1K_V1", "efficientnet_b2_rwightman-bcdf34b7.pth", bicubic(288, 288), 80.608)),
        efficientnet("efficientnet_b3", EFFICIENTNET, EfficientNetSizes.B3, 12233232,
            torchvision("IMAGENET1K_V1", "efficientnet_b3_rwightman-cf984f9c.pth", bicubic(320, 300), 82.008)),
        efficientnet("efficientnet_b4", EFFICIENTNET, EfficientNetSizes.B4, 19341616,
            torchvision("IMAGENET1K_V1", "efficientnet_b4_rwightman-7eb33cd5.pth", bicubic(384, 380), 83.384)),
        efficientnet("efficientnet_b5", EFFICIENTNET, EfficientNetSizes.B5, 30389784,
            torchvision("IMAGENET1K_V1", "efficientnet_b5_lukemelas-b6417697.pth", bicubic(456, 456), 83.444)),
        efficientnet("efficientnet_b6", EFFICIENTNET, EfficientNetSizes.B6, 43040704,
            torchvision("IMAGENET1K_V1", "efficientnet_b6_lukemelas-c76e70fd.pth", bicubic(528, 528), 84.008)),
        efficientnet("efficientnet_b7", EFFICIENTNET, EfficientNetSizes.B7, 66347960,
            torchvision("IMAGENET1K_V1", "efficientnet_b7_lukemelas-dcc49843.pth", bicubic(600, 600), 84.122)),
        efficientnet("efficientnet_l2", EFFICIENTNET, EfficientNetSizes.L2, 480309308),
        efficientnet("efficientnet_v2_s", EFFICIENTNET_V2, EfficientNetSizes.V2_S, 21458488,
            torchvision("IMAGENET1K_V1", "efficientnet_v2_s-dd5fe13b.pth", imagenet(384, 384), 84.228)),
        efficientnet("efficientnet_v2_m", EFFICIENTNET_V2, EfficientNetSizes.V2_M, 54139356,
            torchvision("IMAGENET1K_V1", "efficientnet_v2_m-dc08266a.pth", imagenet(480, 480), 85.112)),
        efficientnet("efficientnet_v2_l", EFFICIENTNET_V2, EfficientNetSizes.V2_L, 118515272,
            torchvision("IMAGENET1K_V1", "efficientnet_v2_l-59c71312.pth",
                symmetric(480, 480, Interpolation.BICUBIC), 85.808)));
  }

  private static ModelEntry<Vgg.Config> vgg(String name, Vgg.Config config, long parameters, String file, double top1) {
    return new ModelEntry<>(name, List.of(), CHAPTER, VGG, config, Vgg::new,
        c -> new InputShape(c.inChannels(), 224, 224), parameters,
        List.of(torchvision("IMAGENET1K_V1", file, V1, top1)));
  }

  private static ModelEntry<DenseNet.Config> densenet(String name, DenseNet.Config config, long parameters,
      String file, double top1) {
    return new ModelEntry<>(name, List.of(), CHAPTER, DENSENET, config, DenseNet::new, c -> {
      int side = c.stem() == ResNet.Stem.SMALL ? 32 : 224;
      return new InputShape(c.inChannels(), side, side);
    }, parameters, List.of(torchvision("IMAGENET1K_V1", file, V1, top1)));
  }

  private static ModelEntry<EfficientNet.Config> efficientnet(String name, Paper paper, EfficientNet.Config config,
      long parameters, Weights... weights) {
    return new ModelEntry<>(name, List.of(), CHAPTER, paper, config, EfficientNet::new,
        c -> new InputShape(c.inChannels(), c.imageSize(), c.imageSize()), parameters, List.of(weights));
  }

  private static Preprocessing bicubic(int resize, int crop) {
    return imagenet(resize, crop, Interpolation.BICUBIC);
  }

  /** To [-1, 1], which is what torchvision's transform_input comes to. */
  private static Preprocessing symmetric(int resize, int crop, Interpolation interpolation) {
    return new Preprocessing(resize, crop, interpolation, HALVES, HALVES);
  }
}
