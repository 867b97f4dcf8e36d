package dev.fovea.nn.loss;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;

/**
 * How surely the queries of an episode are told by the nearest prototype: the mean of -log softmax(-d) at their class.
 *
 * <p>Snell, Swersky and Zemel, Prototypical Networks for Few-shot Learning, 2017, equations 1 and 2. A class's prototype
 * is the mean of its support embeddings, d the squared Euclidean distance from a query to it.
 *
 * @param shots support items of a class; its other items are queries
 */
public record PrototypicalLoss(int shots) {
  /**
   * What an episode costs.
   *
   * @param loss a scalar
   * @param accuracy part of the queries whose nearest prototype is their own class's, a scalar without gradient
   */
  public record Output(Tensor loss, Tensor accuracy) {}

  /** Checks the count. */
  public PrototypicalLoss {
    if (shots < 1) {
      throw new IllegalArgumentException("PrototypicalLoss: expected 1 shot or more, got " + shots);
    }
  }

  /**
   * The loss of an episode.
   *
   * @param support (ways, shots, features)
   * @param queries (ways, queries, features), of the same classes in the same order
   * @throws TensorException if ways or features differ, or one of the two is empty
   */
  public static Output of(Tensor support, Tensor queries) {
    Checks.floating("PrototypicalLoss", "support", support);
    if (support.dim() != 3 || queries.dim() != 3 || support.size(0) != queries.size(0)
        || support.size(2) != queries.size(2) || support.numel() == 0 || queries.numel() == 0) {
      throw new TensorException("PrototypicalLoss: expected support (ways, shots, features) and queries (ways, queries, "
          + "features), got " + support.describe() + " and " + queries.describe());
    }
    return Scope.run(() -> {
      Tensor scores = scores(queries.flatten(0, 1), support.mean(1));                     // (ways * queries, ways)
      Tensor classes = Tensors.arange(queries.size(0)).to(queries.device()).repeatInterleave(queries.size(1), 0);
      Tensor loss = LossKernels.crossEntropy(scores, classes, null, Reduction.MEAN, -100, 0);
      return new Output(loss, scores.detach().argmax(1).eq(classes).to(DType.FLOAT32).mean());
    });
  }

  /**
   * The loss of an episode whose items come in any order: the first {@code shots} of a class are its support.
   *
   * @param embeddings (n, features)
   * @param targets the class of each item (n), int64
   * @throws TensorException if the classes have not all the same number of items, more than {@code shots}
   */
  public Output apply(Tensor embeddings, Tensor targets) {
    if (embeddings.dim() != 2 || targets.dim() != 1 || targets.size(0) != embeddings.size(0)) {
      throw new TensorException("PrototypicalLoss: expected embeddings (n, features) and targets (n), got "
          + embeddings.describe() + " and " + targets.describe());
    }
    return Scope.run(() -> {
      Tensor counts = targets.bincount(0);
      Tensor present = counts.maskedSelect(counts.gt(0));
      long items = present.max().itemLong();
      if (present.min().itemLong() != items || items <= shots) {
        throw new TensorException("PrototypicalLoss: expected as many items of every class, " + shots
            + " shots and at least 1 query, got " + present.min().itemLong() + " to " + items);
      }
      Tensor order = targets.argsort(0, false);                                           // stable
      Tensor classes = embeddings.indexSelect(0, order).unflatten(0, present.numel(), items);
      return of(classes.narrow(1, 0, shots), classes.narrow(1, shots, items - shots));
    });
  }

  /**
   * Minus the squared distances of queries to prototypes, but for a summand that is the same for all prototypes of a
   * query: 2 q.c - |c|^2, the linear classifier of the paper's section 2.4, with the same softmax.
   *
   * @param queries (..., n, features)
   * @param prototypes (..., ways, features)
   * @return (..., n, ways)
   */
  public static Tensor scores(Tensor queries, Tensor prototypes) {
    return Scope.run(() -> queries.matmul(prototypes.transpose(-2, -1)).mul(2)
        .sub(prototypes.square().sum(-1).unsqueeze(-2)));
  }
}
