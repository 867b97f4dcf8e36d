package dev.fovea.train;

import dev.fovea.nn.Module;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Loading;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.nn.optim.OptimizerState;
import dev.fovea.nn.schedule.Plateau;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a run is made of, to a file and back: the resumed run goes on bit by bit as the first would have.
 *
 * <p>The file is a safetensors file whose names begin with what they belong to: {@code network/NAME/}, {@code
 * average/NAME/}, {@code optimizer/NAME/}, {@code gradient/NAME/}, {@code carried/}, {@code random}; the numbers are
 * JSON under {@code state} in its metadata.
 */
final class TrainingState {
  private final TrainingScheme<?> scheme;
  private final Map<String, MovingAverage> averages;

  TrainingState(TrainingScheme<?> scheme, Map<String, MovingAverage> averages) {
    this.scheme = scheme;
    this.averages = averages;
  }

  void save(Path file, Progress progress, SavedState.Best best, MetricLog log, long csvLength, long eventsLength) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad(); Generator random = Generator.global()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      scheme.networks().forEach((name, network) ->
          network.stateDict().forEach((key, tensor) -> tensors.put("network/" + name + "/" + key, tensor)));
      Map<String, Long> averageUpdates = new LinkedHashMap<>();
      averages.forEach((name, average) -> {
        average.stateDict().forEach((key, tensor) -> tensors.put("average/" + name + "/" + key, tensor));
        averageUpdates.put(name, average.updates());
      });
      Map<String, SavedState.Counts> counts = new LinkedHashMap<>();
      scheme.optimizations().forEach((name, optimization) -> counts.put(name, put(optimization, tensors)));
      scheme.carried().forEach((name, carried) -> {
        Tensor value = carried.get();
        if (value != null) {
          tensors.put("carried/" + name, value);
        }
      });
      tensors.put("random", random.getState());
      Map<String, Double> counters = new LinkedHashMap<>();
      scheme.counters().forEach((name, counter) -> counters.put(name, counter.get()));
      SavedState numbers = new SavedState(SavedState.FORMAT, progress, best, counts, counters, averageUpdates,
          log.save(), csvLength, eventsLength);
      Safetensors.write(file, tensors, Map.of("state", numbers.toJson()));
    }
  }

  private static SavedState.Counts put(Optimization optimization, Map<String, Tensor> tensors) {
    OptimizerState state = optimization.optimizer().stateDict();
    state.tensors().forEach((key, tensor) -> tensors.put("optimizer/" + optimization.name() + "/" + key, tensor));
    if (optimization.pending() > 0) {
      List<Tensor> parameters = optimization.optimizer().parameters();
      for (int i = 0; i < parameters.size(); i++) {
        Tensor gradient = parameters.get(i).grad();
        if (gradient != null) {
          tensors.put("gradient/" + optimization.name() + "/" + i, gradient);
        }
      }
    }
    Plateau plateau = optimization.plateau();
    return new SavedState.Counts(optimization.pending(), optimization.updates(), state.numbers(),
        plateau == null ? null : plateau.state());
  }

  SavedState load(Path file, MetricLog log) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad(); Generator random = Generator.global();
        Safetensors open = Safetensors.open(file)) {
      SavedState numbers = SavedState.fromJson(open.metadata().get("state"), file.toString());
      LinkedHashMap<String, Tensor> tensors = open.readAll();
      scheme.networks().forEach((name, network) -> copy(network.stateDict(), tensors, "network/" + name + "/", file));
      averages.forEach((name, average) -> {
        copy(average.stateDict(), tensors, "average/" + name + "/", file);
        average.updates(numbers.averageUpdates().getOrDefault(name, 0L));
      });
      scheme.optimizations().forEach((name, optimization) ->
          restore(optimization, numbers.optimizations().get(name), tensors, file));
      scheme.carried().forEach((name, carried) -> {
        Tensor value = tensors.get("carried/" + name);
        carried.set(value == null ? null : value.to(scheme.device()));
      });
      scheme.counters().forEach((name, counter) -> {
        Double value = numbers.counters().get(name);
        if (value == null) {
          throw foreign(file, "it has no counter '" + name + "'");
        }
        counter.set(value);
      });
      log.load(numbers.log());
      random.setState(tensors.get("random"));
      return numbers;
    }
  }

  private static void restore(Optimization optimization, SavedState.Counts counts, Map<String, Tensor> tensors,
      Path file) {
    if (counts == null) {
      throw foreign(file, "it has no optimisation '" + optimization.name() + "'");
    }
    LinkedHashMap<String, Tensor> own = part(tensors, "optimizer/" + optimization.name() + "/");
    try {
      optimization.optimizer().loadStateDict(new OptimizerState(own, counts.numbers()));
    } catch (IllegalArgumentException e) {
      throw foreign(file, e.getMessage());
    }
    List<Tensor> parameters = optimization.optimizer().parameters();
    part(tensors, "gradient/" + optimization.name() + "/").forEach((index, gradient) -> {
      Tensor parameter = parameters.get(Integer.parseInt(index));
      parameter.setGrad(Tensors.emptyLike(parameter.detach()).copy_(gradient));
    });
    Plateau plateau = optimization.plateau();
    if (plateau != null && counts.plateau() != null) {
      plateau.restore(counts.plateau());
    }
    optimization.restore(counts.pending(), counts.updates());
  }

  private static void copy(Map<String, Tensor> into, Map<String, Tensor> tensors, String prefix, Path file) {
    Loading.strict(into, new StateDict(part(tensors, prefix), Map.of(), file + " (" + prefix + ")"));
  }

  private static LinkedHashMap<String, Tensor> part(Map<String, Tensor> tensors, String prefix) {
    LinkedHashMap<String, Tensor> part = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      if (name.startsWith(prefix)) {
        part.put(name.substring(prefix.length()), tensor);
      }
    });
    return part;
  }

  /** The weights to use: averages where they are kept; plain names where there is one network. */
  Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    boolean single = scheme.networks().size() == 1;
    for (Map.Entry<String, Module> network : scheme.networks().entrySet()) {
      MovingAverage average = averages.get(network.getKey());
      Map<String, Tensor> state = average == null ? network.getValue().stateDict() : average.stateDict();
      state.forEach((key, tensor) -> weights.put(single ? key : network.getKey() + "." + key, tensor));
    }
    return weights;
  }

  private static CheckpointException foreign(Path file, String reason) {
    return new CheckpointException(file + " was written by a run with another configuration: " + reason
        + ". Resume with the configuration in the run's folder.");
  }
}
