package dev.fovea.train.segmentation;

import dev.fovea.image.Image;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.segmentation.SegmentationResult.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers a {@link SegmentationResult} batch by batch; the counts stay on the device. */
final class SegmentationTally implements AutoCloseable {
  private static final int EXAMPLES = 6;

  private final int classes;
  private final Tensor confusion;
  private final List<Example> best = new ArrayList<>();
  private final List<Example> worst = new ArrayList<>();
  private int pictures;
  private double loss;

  SegmentationTally(int classes, Device device) {
    this.classes = classes;
    this.confusion = Scope.release(Tensors.zeros(DType.INT64, device, classes, classes));
  }

  /** Adds scores (n, classes, h, w), masks (n, h, w) and the batch's mean loss. */
  void add(Tensor scores, Tensor masks, double meanLoss) {
    try (Scope scope = Scope.open()) {
      Tensor predicted = scores.argmax(1);
      for (int i = 0; i < masks.size(0); i++) {
        add(predicted.get(i), masks.get(i));
      }
      loss += meanLoss * masks.size(0);
    }
  }

  private void add(Tensor predicted, Tensor mask) {
    Tensor counts = SegmentationScores.confusion(mask, predicted, classes);
    confusion.add_(counts);
    double meanIou = SegmentationScores.of(counts).meanIou();
    if (!Double.isNaN(meanIou)) {
      offer(best, Comparator.comparingDouble(Example::meanIou).reversed(), meanIou, predicted);
      offer(worst, Comparator.comparingDouble(Example::meanIou), meanIou, predicted);
    }
    pictures++;
  }

  private void offer(List<Example> examples, Comparator<Example> order, double meanIou, Tensor predicted) {
    Example last = examples.isEmpty() ? null : examples.get(examples.size() - 1);
    Example bare = new Example(pictures, meanIou, new Image(1, 1, 1));
    if (last == null || examples.size() < EXAMPLES || order.compare(bare, last) < 0) {
      Image numbers = new Image((int) predicted.size(1), (int) predicted.size(0), 1,
          predicted.to(DType.UINT8).toBytes());
      examples.add(new Example(pictures, meanIou, numbers));
      examples.sort(order);
      if (examples.size() > EXAMPLES) {
        examples.remove(EXAMPLES);
      }
    }
  }

  SegmentationResult result() {
    return new SegmentationResult(SegmentationScores.of(confusion), loss / Math.max(1, pictures), pictures,
        List.copyOf(best), List.copyOf(worst));
  }

  @Override
  public void close() {
    confusion.close();
  }
}
