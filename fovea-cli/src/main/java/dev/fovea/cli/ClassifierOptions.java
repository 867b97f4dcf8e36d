package dev.fovea.cli;

import dev.fovea.models.ModelEntry;
import dev.fovea.models.Weights;
import dev.fovea.tensor.Device;
import dev.fovea.train.classification.Predictor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which trained network: a run's, or one of the registry with a file of weights. */
final class ClassifierOptions {
  @Option(names = "--run", paramLabel = "RUN", order = 10, description = "A run folder; its best weights are used.")
  @Nullable Path run;

  @Option(names = "--model", paramLabel = "NAME", order = 11, description = "A network; see fovea models.")
  @Nullable String model;

  @Option(names = "--weights", paramLabel = "FILE", order = 12,
      description = "Its weights: safetensors, or a PyTorch .pt or .pth file; those that a run wrote need no --model.")
  @Nullable Path weights;

  /** The network, ready for use; what was asked for is checked before anything is loaded. */
  Predictor open(DeviceOptions options) {
    if (run != null && (model != null || weights != null)) {
      throw CliException.usage("give a run, or --model and --weights, not both", null);
    }
    if (run != null) {
      Path folder = Runs.trained(run).root();
      return Predictor.open(folder, options.apply());
    }
    ModelEntry<?> entry = model == null ? null : Names.model(model);
    if (weights == null) {
      throw CliException.usage(entry == null ? "which network? Give a run, or --model and --weights"
          : "--model " + entry.name() + " needs --weights FILE", entry == null ? null : official(entry));
    }
    if (!Files.isRegularFile(weights)) {
      throw CliException.input(weights + ": no such file", null);
    }
    Device device = options.apply();
    if (entry == null) {
      return Predictor.open(weights, device);
    }
    Predictor predictor = Predictor.of(entry.name(), weights, device);
    if (!predictor.info().model().equals(entry.name())) {
      predictor.close();
      throw CliException.input(weights + " holds weights of " + predictor.info().model() + ", not of " + entry.name(),
          "Leave out --model: the file says what it needs.");
    }
    return predictor;
  }

  private static @Nullable String official(ModelEntry<?> entry) {
    return entry.weights().stream().map(Weights::url).findFirst()
        .map(url -> "Published weights: " + url).orElse(null);
  }
}
