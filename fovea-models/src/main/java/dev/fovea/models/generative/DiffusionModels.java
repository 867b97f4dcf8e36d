package dev.fovea.models.generative;

import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import java.util.List;

/** The registry entries of diffusion models. */
public final class DiffusionModels implements ModelCatalogue {
  private static final Paper DDPM = new Paper("Denoising Diffusion Probabilistic Models", "Ho, Jain and Abbeel", 2020,
      "NeurIPS 2020", "https://arxiv.org/abs/2006.11239");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(unet("ddpm_unet", DdpmUNet.CIFAR10, 35746307), unet("ddpm_unet_lsun", DdpmUNet.LSUN, 113673219));
  }

  private static ModelEntry<DdpmUNet.Config> unet(String name, DdpmUNet.Config config, long parameters) {
    return new ModelEntry<>(name, List.of(), "generative", DDPM, config, DdpmUNet::new,
        c -> new InputShape(c.inChannels(), c.resolution(), c.resolution()), parameters, List.of());
  }
}
