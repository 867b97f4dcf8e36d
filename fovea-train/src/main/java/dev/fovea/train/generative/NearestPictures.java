package dev.fovea.train.generative;

import dev.fovea.data.Batch;
import dev.fovea.data.Epoch;
import dev.fovea.data.ImageClassification;
import dev.fovea.data.Loader;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.classification.InputForm;
import java.util.Arrays;

/**
 * For each of some pictures the nearest of a data set, by the Euclidean distance of their pixels: whether a network
 * makes new pictures or has learned old ones by heart.
 *
 * @param indices places of the nearest pictures in the data set
 * @param distances to them, with values in [-1, 1]
 */
public record NearestPictures(int[] indices, double[] distances) {
  private static final int BATCH = 512;

  /** The nearest of all pictures of a data set, in the form that pictures (n, channels, height, width) have. */
  public static NearestPictures of(Tensor pictures, ImageClassification data, InputForm form, Device device) {
    try (Scope all = Scope.open(); GradMode off = GradMode.noGrad();
        Loader<Batch> loader = ClassifierData.loader(data, form, BATCH, 2, device);
        Epoch<Batch> epoch = loader.epoch(0)) {
      Tensor wanted = pictures.detach().to(device).to(DType.FLOAT32).flatten(1);
      Best best = new Best(Tensors.full(Double.POSITIVE_INFINITY, DType.FLOAT32, wanted.size(0)).to(device),
          Tensors.zeros(DType.INT64, wanted.size(0)).to(device));
      for (long start = 0; epoch.hasNext(); start += BATCH) {
        try (Scope scope = Scope.open()) {
          Tensor distances = wanted.cdist(epoch.next().images().flatten(1), 2);      // (n, batch)
          var nearest = distances.min(1);
          Tensor nearer = nearest.values().lt(best.distance);
          best = scope.keep(new Best(Tensors.where(nearer, nearest.values(), best.distance),
              Tensors.where(nearer, nearest.indices().add(start), best.index)));
        }
      }
      long[] indices = best.index.toLongs();
      return new NearestPictures(Arrays.stream(indices).mapToInt(Math::toIntExact).toArray(),
          best.distance.to(DType.FLOAT64).toDoubles());
    }
  }

  private record Best(Tensor distance, Tensor index) {}

  /** The median distance. */
  public double median() {
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
