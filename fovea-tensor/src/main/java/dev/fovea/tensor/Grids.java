package dev.fovea.tensor;

import java.util.List;

/** Coordinates: all combinations of values, and the places of triangles. */
public final class Grids {
  private static final Op MESHGRID = Op.of("aten::meshgrid.indexing");
  private static final Op CARTESIAN = Op.of("aten::cartesian_prod");
  private static final Op TRIL = Op.of("aten::tril_indices");
  private static final Op TRIU = Op.of("aten::triu_indices");

  private Grids() {}

  /**
   * One tensor for each 1-D input, all of the shape of all lengths, which repeat the input along its own dimension:
   * {@code meshgrid(rows, columns)} are the row and the column of each place of a matrix (indexing {@code ij}).
   */
  public static List<Tensor> meshgrid(Tensor... axes) {
    return MESHGRID.callList(List.of(axes), "ij");
  }

  /** All combinations of the elements of 1-D tensors, one a row (combinations, tensors); of one tensor, itself. */
  public static Tensor cartesianProd(Tensor... axes) {
    return CARTESIAN.call(List.of(axes));
  }

  /** The rows and columns (2, count; int64) of a matrix's lower triangle; {@code diagonal} 0 is the main one. */
  public static Tensor trilIndices(long rows, long columns, long diagonal) {
    return TRIL.call(rows, columns, diagonal);
  }

  /** The rows and columns (2, count; int64) of a matrix's upper triangle; {@code diagonal} 0 is the main one. */
  public static Tensor triuIndices(long rows, long columns, long diagonal) {
    return TRIU.call(rows, columns, diagonal);
  }
}
