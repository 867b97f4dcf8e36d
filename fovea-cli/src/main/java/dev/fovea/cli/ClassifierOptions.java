package dev.fovea.cli;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.models.Weights;
import dev.fovea.nn.Layer;
import dev.fovea.tensor.Device;
import dev.fovea.train.classification.ClassifierInfo;
import dev.fovea.train.classification.Inference;
import dev.fovea.train.classification.InputForm;
import dev.fovea.train.classification.Predictor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

  @Option(names = "--set", paramLabel = "KEY=VALUE", order = 13,
      description = "An option of the network that the weights need, as num_classes=10; see fovea models NAME."
          + " Repeatable.")
  List<String> settings = new ArrayList<>();

  /** The network, ready for use; what was asked for is checked before anything is loaded. */
  Predictor open(DeviceOptions options, Inference inference) {
    if (!settings.isEmpty() && model == null) {
      throw CliException.usage("--set goes with --model; a run knows its network's options", null);
    }
    if (run != null && (model != null || weights != null)) {
      throw CliException.usage("give a run, or --model and --weights, not both", null);
    }
    if (run != null) {
      Path folder = Runs.trained(run).root();
      return Predictor.open(folder, options.apply(), inference);
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
    if (entry != null && !settings.isEmpty()) {
      return configured(entry, weights, device, inference);
    }
    if (entry == null) {
      return Predictor.open(weights, device, inference);
    }
    return Predictor.of(entry.name(), weights, device, inference);
  }

  /** The network with options of the user's; classes without known names are called by their numbers. */
  private Predictor configured(ModelEntry<?> entry, Path file, Device device, Inference inference) {
    ModelConfig config = ModelConfig.parse(settings);
    InputForm input = new InputForm(entry.inputShape(config).channels(), entry.preprocessing());
    Object count = ModelConfig.of(entry.resolve(config)).values().get("num_classes");
    List<String> classes = count instanceof Number number && number.intValue() != entry.classNames().size()
        ? IntStream.range(0, number.intValue()).mapToObj(Integer::toString).toList() : entry.classNames();
    Layer network = Models.classifier(entry.name(), config);
    try {
      Models.load(network, file);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
    return new Predictor(network, new ClassifierInfo(entry.name(), config.values(), classes, input), device,
        inference);
  }

  private static @Nullable String official(ModelEntry<?> entry) {
    return entry.weights().stream().map(Weights::url).findFirst()
        .map(url -> "Published weights: " + url).orElse(null);
  }
}
