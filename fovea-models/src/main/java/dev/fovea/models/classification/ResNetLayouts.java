package dev.fovea.models.classification;

import dev.fovea.models.StateLayout;
import java.util.List;

/**
 * What others call the parts of a {@link ResNet} that computes the same. timm's residual networks and those of
 * self-supervised methods have the names of the network itself.
 */
final class ResNetLayouts {
  /** kuangliu/pytorch-cifar, for {@link ResNet.Stem#SMALL}. */
  static final StateLayout KUANGLIU = StateLayout.of("kuangliu")
      .rename("(.*)\\.downsample\\.(.*)", "$1.shortcut.$2")
      .rename("fc\\.(.*)", "linear.$1");

  /** weiaicunzai/pytorch-cifar100, for {@link ResNet.Stem#SMALL}. */
  static final StateLayout WEIAICUNZAI = weiaicunzai();

  /** ResNetForImageClassification of Hugging Face's transformers, as microsoft/resnet-50. */
  static final StateLayout HUGGING_FACE = huggingFace();

  static final List<StateLayout> ALL = List.of(KUANGLIU, WEIAICUNZAI, HUGGING_FACE);

  private ResNetLayouts() {}

  private static StateLayout weiaicunzai() {
    StateLayout layout = StateLayout.of("weiaicunzai")
        .rename("conv1\\.(.*)", "conv1.0.$1").rename("bn1\\.(.*)", "conv1.1.$1");
    for (int stage = 1; stage <= 4; stage++) {
      String own = "layer" + stage + "\\.(\\d+)\\.";
      String theirs = "conv" + (stage + 1) + "_x.$1.";
      layout = layout.rename(own + "downsample\\.(.*)", theirs + "shortcut.$2");
      for (int i = 0; i < 3; i++) {
        layout = layout.rename(own + "conv" + (i + 1) + "\\.(.*)", theirs + "residual_function." + 3 * i + ".$2")
            .rename(own + "bn" + (i + 1) + "\\.(.*)", theirs + "residual_function." + (3 * i + 1) + ".$2");
      }
    }
    return layout;
  }

  private static StateLayout huggingFace() {
    StateLayout layout = StateLayout.of("hugging face")
        .rename("conv1\\.(.*)", "resnet.embedder.embedder.convolution.$1")
        .rename("bn1\\.(.*)", "resnet.embedder.embedder.normalization.$1")
        .rename("fc\\.(.*)", "classifier.1.$1");
    for (int stage = 1; stage <= 4; stage++) {
      String own = "layer" + stage + "\\.(\\d+)\\.";
      String theirs = "resnet.encoder.stages." + (stage - 1) + ".layers.$1.";
      layout = layout.rename(own + "downsample\\.0\\.(.*)", theirs + "shortcut.convolution.$2")
          .rename(own + "downsample\\.1\\.(.*)", theirs + "shortcut.normalization.$2");
      for (int i = 0; i < 3; i++) {
        layout = layout.rename(own + "conv" + (i + 1) + "\\.(.*)", theirs + "layer." + i + ".convolution.$2")
            .rename(own + "bn" + (i + 1) + "\\.(.*)", theirs + "layer." + i + ".normalization.$2");
      }
    }
    return layout;
  }
}
