package dev.fovea.data;

import dev.fovea.image.Box;
import dev.fovea.image.Geometry;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.Resize;

/**
 * How pictures of any size and kind become the square inputs of few-shot learning.
 *
 * @param kind what counts of a picture
 * @param side width and height in pixels
 */
public record PictureForm(Kind kind, int side) {
  /** What counts of a picture. */
  public enum Kind {
    /** The ink of a drawing, white on black; its longer side fills four fifths of the square, in the middle. */
    CENTRED,
    /** The whole of a drawing, its ink white on black, as the papers on Omniglot take it. */
    WHOLE,
    /** The middle of a photograph, in red, green and blue. */
    PHOTO
  }

  private static final double FILLED = 0.8;
  private static final int LARGEST = 400;

  /** Checks the side. */
  public PictureForm {
    if (side < 8 || side > 512) {
      throw new IllegalArgumentException("side: expected 8 to 512 pixels, got " + side);
    }
  }

  /** 3 for photographs, 1 for drawings. */
  public int channels() {
    return kind == Kind.PHOTO ? 3 : 1;
  }

  /**
   * The picture in this form.
   *
   * @throws IllegalArgumentException if a drawing is to be centred but nothing is drawn
   */
  public Image fit(Image picture) {
    return switch (kind) {
      case PHOTO -> Resize.resizeCenterCrop(picture.toRgb(), side, side, Interpolation.BILINEAR);
      case WHOLE -> Resize.resize(squared(Ink.of(reduced(picture))), side, side, Interpolation.BILINEAR);
      case CENTRED -> centred(Ink.of(reduced(picture)));
    };
  }

  /** Photographs of drawings are large; their ink is as plain at a few hundred pixels. */
  private static Image reduced(Image picture) {
    int longer = Math.max(picture.width(), picture.height());
    double scale = Math.min(1, (double) LARGEST / longer);
    return scale == 1 ? picture : Resize.resize(picture, Math.max(1, (int) Math.round(picture.width() * scale)),
        Math.max(1, (int) Math.round(picture.height() * scale)), Interpolation.BILINEAR);
  }

  /** With a black border at the shorter sides. */
  private static Image squared(Image ink) {
    int longer = Math.max(ink.width(), ink.height());
    int left = (longer - ink.width()) / 2;
    int top = (longer - ink.height()) / 2;
    return longer == ink.width() && longer == ink.height() ? ink
        : Geometry.pad(ink, left, top, longer - ink.width() - left, longer - ink.height() - top, 0);
  }

  private Image centred(Image ink) {
    Box drawn = Ink.box(ink);
    double scale = FILLED * side / Math.max(drawn.width(), drawn.height());
    int width = Math.max(1, (int) Math.round(drawn.width() * scale));
    int height = Math.max(1, (int) Math.round(drawn.height() * scale));
    Image sized = Ink.stretched(Resize.resize(ink, drawn, width, height, Interpolation.BILINEAR));
    int left = (side - width) / 2;
    int top = (side - height) / 2;
    return Geometry.pad(sized, left, top, side - width - left, side - height - top, 0);
  }
}
