package dev.fovea.image;

/**
 * How a resized pixel is mixed from its neighbours. All but NEAREST widen with the reduction, so that downscaling does
 * not alias; the kernels are Pillow's.
 */
public enum Interpolation {
  /** The pixel under the centre. */
  NEAREST(0) {
    @Override
    double weight(double x) {
      throw new UnsupportedOperationException("NEAREST takes one pixel and mixes none.");
    }
  },
  /** Triangle of radius 1. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },
  /** Cubic convolution of radius 2 with a = -0.5 (Keys, 1981). */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double d = Math.abs(x);
      double a = -0.5;
      if (d < 1) {
        return ((a + 2) * d - (a + 3)) * d * d + 1;
      }
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
    }
  },
  /** Windowed sinc of radius 3 (Duchon, 1979). */
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  },
  /** Mean over the pixels covered. */
  BOX(0.5) {
    @Override
    double weight(double x) {
      return x > -0.5 && x <= 0.5 ? 1 : 0;
    }
  };

  final double radius;

  Interpolation(double radius) {
    this.radius = radius;
  }

  /** The kernel's value at a distance in output pixels. */
  abstract double weight(double x);

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }
}
