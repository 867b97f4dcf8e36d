package dev.fovea.train;

import dev.fovea.data.Batch;
import dev.fovea.data.Loader;
import dev.fovea.data.Order;
import dev.fovea.data.MemoryLoader;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.nn.optim.Adam;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.CosineAnnealing;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Small things to train: points of three clouds, and a network with dropout that tells them apart. */
final class Toys {
  static final int BATCHES = 6;
  private static final int POINTS = 48;

  private Toys() {}

  /** 48 points of four numbers in six batches of eight, in an order that depends on the epoch. */
  static Loader<Batch> points() {
    return points(8, true);
  }

  static Loader<Batch> points(int batchSize, boolean shuffled) {
    return Scope.run(() -> {
      Generator random = new Generator(7);
      Tensor labels = Tensors.randint(0, 3, random, POINTS);
      Tensor points = Tensors.randn(random, POINTS, 4).add(labels.to(dev.fovea.tensor.DType.FLOAT32).reshape(-1, 1));
      Order order = shuffled ? Order.shuffled(POINTS, 5) : Order.sequential(POINTS);
      return new MemoryLoader<>(List.of(points, labels), order.batches(batchSize), indices -> {
        Tensor index = MemoryLoader.index(indices);
        return new Batch(points.indexSelect(0, index), labels.indexSelect(0, index));
      });
    });
  }

  /** A classifier of points that drops units, carries a tensor and counts, so that a resume has much to restore. */
  static class Classifier extends TrainingScheme<Batch> {
    final Layer model;
    final Carried mean = carried("mean");
    final Counter seen = counter("seen", 0);

    Classifier(double dropout) {
      this(dropout, parameters -> new Adam(parameters, 0.01));
    }

    Classifier(double dropout, Function<List<Tensor>, Optimizer> optimizer) {
      Generator.seedAll(3);
      model = network("model", new Sequential(new Linear(4, 16), Layer.of("ReLU", Tensor::relu), new Dropout(dropout),
          new Linear(16, 3)));
      optimization("model", optimizer.apply(model.parameters()), new CosineAnnealing(40));
    }

    @Override
    protected void trainStep(Batch batch, Step step) {
      Tensor before = mean.get();
      Tensor now = batch.images().mean(0);
      mean.set(before == null ? now : before.mul(0.9).add(now.mul(0.1)));
      seen.add(batch.size());
      Tensor loss = loss(batch.images().sub(mean.get()), batch.labels());
      step.minimize("model", loss);
      step.log("loss", loss);
    }

    Tensor loss(Tensor points, Tensor labels) {
      return new CrossEntropyLoss().apply(model.apply(points), labels);
    }

    @Override
    protected Metrics evaluate(Evaluation<Batch> data) {
      double[] sums = new double[2];
      data.each(batch -> {
        sums[0] += model.apply(batch.images()).argmax(1).eq(batch.labels()).sum().item();
        sums[1] += batch.size();
      });
      return Metrics.of("accuracy", sums[0] / sums[1]);
    }
  }

  /** All weights as numbers, to compare bit by bit. */
  static Map<String, List<Float>> weights(Module network) {
    Map<String, List<Float>> weights = new LinkedHashMap<>();
    network.stateDict().forEach((name, tensor) -> {
      List<Float> values = new java.util.ArrayList<>();
      for (float value : tensor.detach().toFloats()) {
        values.add(value);
      }
      weights.put(name, values);
    });
    return weights;
  }
}
