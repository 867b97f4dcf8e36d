package dev.fovea.models;

import java.util.List;

/**
 * A published checkpoint of a network and what belongs to it.
 *
 * @param name as its publisher calls it
 * @param url where its file is
 * @param licence its terms
 * @param config the options that the network needs for it, beyond its defaults
 * @param preprocessing how its pictures were prepared
 * @param classes name of its list of classes, see {@link ClassNames}
 * @param top1 published top-1 accuracy on the validation set of the classes' data, in percent
 */
public record Weights(String name, String url, String licence, ModelConfig config, Preprocessing preprocessing,
    String classes, double top1) {
  /** torchvision's terms. */
  public static final String TORCHVISION = "BSD-3-Clause (torchvision); trained on ImageNet-1k, whose own terms apply";

  /** A torchvision checkpoint of ImageNet's 1000 classes with the network's default options. */
  public static Weights torchvision(String name, String file, Preprocessing preprocessing, double top1) {
    return new Weights(name, "https://download.pytorch.org/models/" + file, TORCHVISION, ModelConfig.DEFAULTS,
        preprocessing, ClassNames.IMAGENET, top1);
  }

  /** The names of its classes, by index. */
  public List<String> classNames() {
    return ClassNames.of(classes);
  }
}
