package dev.fovea.cli;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.train.segmentation.Segmenter;
import dev.fovea.train.segmentation.SegmenterInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which trained segmenter: a run's, or one of the registry with a file of weights. */
final class SegmenterOptions {
  @Option(names = "--run", paramLabel = "RUN", order = 10, description = "A run folder; its best weights are used.")
  @Nullable Path run;

  @Option(names = "--model", paramLabel = "NAME", order = 11,
      description = "A segmentation network of which --weights holds weights that others published; see fovea models.")
  @Nullable String model;

  @Option(names = "--weights", paramLabel = "FILE", order = 12,
      description = "Weights: safetensors, or a PyTorch .pt or .pth file; those that a run wrote need no --model.")
  @Nullable Path weights;

  @Option(names = "--set", paramLabel = "KEY=VALUE", order = 13,
      description = "An option of --model that the weights need, as n_classes=12. Repeatable.")
  List<String> settings = new ArrayList<>();

  /** The segmenter, ready for use; what was asked for is checked before anything is loaded. */
  Segmenter open(DeviceOptions options) {
    if (!settings.isEmpty() && model == null) {
      throw CliException.usage("--set goes with --model; a run knows its network's options", null);
    }
    if (run != null && (model != null || weights != null)) {
      throw CliException.usage("give a run, or --weights, not both", null);
    }
    if (run != null) {
      return Segmenter.open(Runs.trained(run).root(), options.apply());
    }
    if (weights == null) {
      throw CliException.usage("which segmenter? Give --run or --weights", "fovea train unet-camvid makes a run.");
    }
    if (!Files.isRegularFile(weights)) {
      throw CliException.input(weights + ": no such file", null);
    }
    return model == null ? Segmenter.open(weights, options.apply())
        : Segmenter.of(described(Names.model(model)), weights, options.apply());
  }

  /** Classes are called by their numbers, values are in [0, 1]. */
  private SegmenterInfo described(ModelEntry<?> entry) {
    if (!entry.chapter().equals("segmentation")) {
      throw CliException.usage(entry.name() + " is a network of " + entry.chapter() + ", not of segmentation", null);
    }
    ModelConfig config = ModelConfig.parse(settings);
    ModelConfig full = ModelConfig.of(entry.resolve(config));
    Object count = full.values().getOrDefault("n_classes", full.values().get("num_classes"));
    int classes = count instanceof Number number ? number.intValue() : 1;
    return SegmenterInfo.of(entry.name(), config.values(),
        IntStream.range(0, classes).mapToObj(Integer::toString).toList(), entry.inputShape(config).channels());
  }
}
