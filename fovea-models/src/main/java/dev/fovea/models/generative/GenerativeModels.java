package dev.fovea.models.generative;

import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import java.util.List;

/** The registry entries of the adversarial networks in this package. */
public final class GenerativeModels implements ModelCatalogue {
  private static final String CHAPTER = "generative";
  private static final int PATCHES = 256;
  private static final Paper GAN = new Paper("Generative Adversarial Nets",
      "Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville and Bengio", 2014, "NeurIPS 2014",
      "https://arxiv.org/abs/1406.2661");
  private static final Paper DCGAN = new Paper(
      "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks",
      "Radford, Metz and Chintala", 2015, "ICLR 2016", "https://arxiv.org/abs/1511.06434");
  private static final Paper PIX2PIX = new Paper("Image-to-Image Translation with Conditional Adversarial Networks",
      "Isola, Zhu, Zhou and Efros", 2016, "CVPR 2017", "https://arxiv.org/abs/1611.07004");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(
        new ModelEntry<>("gan_generator", List.of(), CHAPTER, GAN, Gan.GENERATOR, Gan.Generator::new,
            c -> new InputShape(c.nz(), 1, 1), 2503984, List.of()),
        new ModelEntry<>("gan_discriminator", List.of(), CHAPTER, GAN, Gan.DISCRIMINATOR, Gan.Discriminator::new,
            c -> new InputShape(c.nc(), c.imageSize(), c.imageSize()), 1231441, List.of()),
        new ModelEntry<>("dcgan_generator", List.of(), CHAPTER, DCGAN, Dcgan.GENERATOR, Dcgan.Generator::new,
            c -> new InputShape(c.nz(), 1, 1), 3576704, List.of()),
        new ModelEntry<>("dcgan_discriminator", List.of(), CHAPTER, DCGAN, Dcgan.DISCRIMINATOR,
            Dcgan.Discriminator::new, c -> new InputShape(c.nc(), c.imageSize(), c.imageSize()), 2765568, List.of()),
        new ModelEntry<>("patchgan_basic", List.of(), CHAPTER, PIX2PIX, PatchGan.BASIC, PatchGan.NLayers::new,
            c -> new InputShape(c.inputNc(), PATCHES, PATCHES), 2765633, List.of()),
        new ModelEntry<>("patchgan_n_layers", List.of(), CHAPTER, PIX2PIX, PatchGan.BASIC, PatchGan.NLayers::new,
            c -> new InputShape(c.inputNc(), PATCHES, PATCHES), 2765633, List.of()),
        new ModelEntry<>("patchgan_pixel", List.of(), CHAPTER, PIX2PIX, PatchGan.PIXEL, PatchGan.Pixel::new,
            c -> new InputShape(c.inputNc(), PATCHES, PATCHES), 8832, List.of()));
  }
}
