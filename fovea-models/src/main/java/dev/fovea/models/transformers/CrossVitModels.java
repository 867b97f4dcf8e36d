package dev.fovea.models.transformers;

import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import java.util.List;

/** The registry entries of {@link CrossVit} and {@link LocallyShifted}. */
public final class CrossVitModels implements ModelCatalogue {
  private static final Paper CROSSVIT = new Paper(
      "CrossViT: Cross-Attention Multi-Scale Vision Transformer for Image Classification", "Chen, Fan and Panda", 2021,
      "ICCV 2021", "https://arxiv.org/abs/2103.14899");
  private static final Paper LOCALLY = new Paper("Locally Shifted Attention With Early Global Integration",
      "Sheynin, Benaim, Polyak and Wolf", 2021, "arXiv 2021", "https://arxiv.org/abs/2112.05080");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(
        crossvit("crossvit_tiny_224", CrossVit.TINY, 0),
        crossvit("crossvit_small_224", CrossVit.SMALL, 0),
        crossvit("crossvit_base_224", CrossVit.BASE, 0),
        crossvit("crossvit_9_224", CrossVit.NINE, 0),
        crossvit("crossvit_15_224", CrossVit.FIFTEEN, 0),
        crossvit("crossvit_18_224", CrossVit.EIGHTEEN, 0),
        crossvit("crossvit_9_dagger_224", CrossVit.NINE_DAGGER, 8776592),
        crossvit("crossvit_15_dagger_224", CrossVit.FIFTEEN_DAGGER, 0),
        crossvit("crossvit_18_dagger_224", CrossVit.EIGHTEEN_DAGGER, 0),
        locally("locally_sag_tiny_imagenet", LocallyShifted.TINY_IMAGENET, 0),
        locally("locally_sag_small_imagenet", LocallyShifted.SMALL_IMAGENET, 0),
        locally("locally_sag_tiny_cifar", LocallyShifted.TINY_CIFAR, 10141834),
        locally("locally_sag_small_cifar", LocallyShifted.SMALL_CIFAR, 0),
        locally("locally_sag_base_cifar", LocallyShifted.BASE_CIFAR, 0));
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
