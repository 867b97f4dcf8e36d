package dev.fovea.image;

import java.util.random.RandomGenerator;

/** A step of preparing pictures. With the same picture and a generator in the same state the result is the same. */
@FunctionalInterface
public interface Transform {
  /**
   * Gives a changed picture and leaves the given one as it is; it may be the given one where nothing changes.
   *
   * @param random where a transform with chance in it draws its numbers; others draw none
   */
  Image apply(Image image, RandomGenerator random);

  /** This step and then the next. */
  default Transform andThen(Transform next) {
    return (image, random) -> next.apply(apply(image, random), random);
  }
}
