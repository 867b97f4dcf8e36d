package dev.fovea.train.generative;

import dev.fovea.image.Box;
import dev.fovea.image.Geometry;
import dev.fovea.image.Grid;
import dev.fovea.image.Image;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pictures that a network made, as images: alone, or many on a sheet. */
public final class SampleSheet {
  private static final int LINES = 2;

  private SampleSheet() {}

  /** The images of pictures (n, 1 or 3, height, width) in [-1, 1]; what lies outside is cut off. */
  public static List<Image> images(Tensor pictures) {
    if (pictures.dim() != 4 || pictures.size(1) != 1 && pictures.size(1) != 3) {
      throw new TensorException("SampleSheet: expected pictures (n, 1 or 3, height, width), got "
          + pictures.describe());
    }
    long[] shape = pictures.shape();
    float[] values = Scope.run(() -> pictures.detach().to(DType.FLOAT32).clamp(-1, 1).add(1).div(2).contiguous())
        .toFloats();
    int item = (int) (shape[1] * shape[2] * shape[3]);
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < shape[0]; i++) {
      images.add(Image.fromFloatChw(Arrays.copyOfRange(values, i * item, (i + 1) * item), (int) shape[1],
          (int) shape[2], (int) shape[3]));
    }
    return images;
  }

  /** Pictures (n, 1 or 3, height, width) in [-1, 1] in rows of so many, row by row. */
  public static Image of(Tensor pictures, int columns) {
    return of(images(pictures), columns);
  }

  /**
   * The first rows of sheets one below the other: what became of the same noises.
   *
   * @param sheets made by {@link #of}, of one width, in the order to show
   * @param height of the pictures on them
   */
  public static Image firstRows(List<Image> sheets, int height) {
    return Grid.of(sheets.stream()
        .map(sheet -> Geometry.crop(sheet, new Box(0, 0, sheet.width(), height + LINES))).toList(), 1, 0);
  }

  /** Images of one size in rows of so many, row by row. */
  public static Image of(List<Image> images, int columns) {
    return Grid.of(images, columns, LINES);
  }
}
