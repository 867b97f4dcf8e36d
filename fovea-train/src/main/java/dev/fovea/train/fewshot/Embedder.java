package dev.fovea.train.fewshot;

import dev.fovea.nn.Layer;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/**
 * From pictures to embeddings, averaged over a few versions of each picture: the picture itself and changed copies.
 *
 * <p>The changes are drawn once, from a seed of their own, and are the same for all pictures. So an embedding depends on
 * its picture alone, whatever else is in the batch.
 */
final class Embedder implements AutoCloseable {
  private static final long SEED = 17;

  private final Layer model;
  private final int copies;
  private final Distortion.Drawn changes;

  /**
   * An embedder that owns its changes, not the network.
   *
   * @param views versions of a picture, 1 for the picture alone
   */
  Embedder(Layer model, int views, Distortion distortion, long side) {
    this.model = model;
    this.copies = views - 1;
    try (Generator random = new Generator(SEED)) {
      this.changes = Scope.release(distortion.draw(Math.max(1, copies), side, random));
    }
  }

  /** Embeddings (n, features) in 32 bits of pictures (n, channels, side, side) on the network's device. */
  Tensor embed(Tensor pictures) {
    return Scope.run(() -> {
      Tensor sum = model.apply(pictures).to(DType.FLOAT32).flatten(1);
      for (int i = 0; i < copies; i++) {
        int copy = i;
        sum = sum.add(Scope.run(() -> model.apply(changes.expanded(copy, pictures.size(0)).to(pictures.device())
            .apply(pictures)).to(DType.FLOAT32).flatten(1)));
      }
      return sum.div((double) copies + 1);
    });
  }

  @Override
  public void close() {
    changes.grid().close();
    changes.stroke().close();
  }
}
