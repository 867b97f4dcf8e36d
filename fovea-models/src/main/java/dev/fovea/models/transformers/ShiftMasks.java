package dev.fovea.models.transformers;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which places of a window may attend to each other after a cyclic shift: those that were neighbours before it. Liu et
 * al., Swin Transformer, 2021, figure 4.
 *
 * <p>All windows have one of four masks: inside, at the right edge, at the bottom edge, in the corner. Those are made
 * once, and for each size of field once which window has which of them: a few kilobytes, however many sizes come.
 */
final class ShiftMasks implements AutoCloseable {
  private static final double FORBIDDEN = -100;

  private final Map<Shift, Tensor> masks = new ConcurrentHashMap<>();
  private final Map<Grid, Tensor> kinds = new ConcurrentHashMap<>();

  /** What was made without gradients may be of no use with them. */
  private record Shift(int side, int down, int right, Device device, boolean gradients) {}

  private record Grid(long rows, long columns, Device device, boolean gradients) {}

  /**
   * Biases (1, heads, places, places) of scores, and with them the masks of shifted windows.
   *
   * @param pictures how many fields are cut into windows
   * @return the biases themselves for windows that are not shifted, otherwise one of (heads, places, places) for each
   *     window of each picture
   */
  Tensor onto(Tensor biases, Windows windows, long pictures) {
    if (!windows.isShifted()) {
      return biases;
    }
    Device device = biases.device();
    boolean gradients = GradMode.isEnabled();
    Tensor four = masks.computeIfAbsent(new Shift(windows.side(), windows.down(), windows.right(), device,
        gradients), shift -> Scope.release(masks(windows).to(device)));
    Tensor kind = kinds.computeIfAbsent(new Grid(windows.rows(), windows.columns(), device, gradients),
        grid -> Scope.release(kinds(windows).to(device)));
    Tensor masked = biases.add(four.to(biases.dtype()).unsqueeze(1));         // (4, heads, places, places)
    return masked.indexSelect(0, kind.repeat(pictures));
  }

  /** The masks (windows, places, places) one by one: 0 where attention is allowed, -100 where not. */
  static Tensor each(Windows windows) {
    return Scope.run(() -> masks(windows).indexSelect(0, kinds(windows)));
  }

  /** The four masks (4, places, places). */
  private static Tensor masks(Windows windows) {
    return Scope.run(() -> {
      int side = windows.side();
      Tensor lastRow = cameAround(side, windows.down()).unsqueeze(1).mul(2).expand(side, side);
      Tensor lastColumn = cameAround(side, windows.right()).unsqueeze(0).expand(side, side);
      Tensor inside = Tensors.zeros(side, side);
      Tensor regions = Tensors.stack(List.of(inside, lastColumn, lastRow, lastRow.add(lastColumn)), 0)
          .flatten(1);                                                        // (4, places)
      Tensor apart = regions.unsqueeze(1).ne(regions.unsqueeze(2));
      return Tensors.zeros(apart.shape()).maskedFill(apart, FORBIDDEN);
    });
  }

  /** Along one side of the last window: 1 for what the shift brought around. */
  private static Tensor cameAround(int side, int shift) {
    return Tensors.arange(side).ge(side - shift).to(DType.FLOAT32);
  }

  /** int64 (windows): 2 in the last row of windows plus 1 in the last column. */
  private static Tensor kinds(Windows windows) {
    return Scope.run(() -> {
      Tensor row = Tensors.arange(windows.rows()).eq(windows.rows() - 1).to(DType.INT64);
      Tensor column = Tensors.arange(windows.columns()).eq(windows.columns() - 1).to(DType.INT64);
      return row.mul(2).unsqueeze(1).add(column).flatten(0);
    });
  }

  @Override
  public void close() {
    masks.values().forEach(Tensor::close);
    kinds.values().forEach(Tensor::close);
  }
}
