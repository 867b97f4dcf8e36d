package dev.fovea.bench;

import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.models.Preprocessing;
import dev.fovea.nn.BatchNormFolding;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.checkpoint.Loading;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.tensor.Threads;
import dev.fovea.train.Precision;
import dev.fovea.train.classification.FastInference;
import dev.fovea.train.classification.Inference;
import dev.fovea.train.classification.InputForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What each step towards {@link FastInference} is worth for a classifier: the same pictures through the network as it
 * is, folded, folded with channels last, and that in bfloat16, in turns, so that whatever else the machine does hits all.
 */
public final class ClassifierBench {
  /** One of each family. */
  public static final List<String> DEFAULT_MODELS = List.of("alexnet", "vgg16", "googlenet", "inception_v3", "resnet18",
      "resnet50", "squeezenet1_0", "densenet121", "efficientnet_b0", "vit_b_16");

  private static final int FEWEST_ROUNDS = 3;

  private ClassifierBench() {}

  /**
   * What to measure.
   *
   * @param batch pictures at once
   * @param size side of the pictures in pixels; null for each network's own
   * @param precision what prediction may use: AUTO as {@code fovea predict}, FP32 leaves bfloat16 out
   * @param seconds how long to repeat all ways of a network together
   */
  public record Options(int batch, @Nullable Integer size, Precision precision, double seconds) {
    /** Fails for numbers that are not positive. */
    public Options {
      if (batch < 1 || size != null && size < 1 || !(seconds > 0)) {
        throw new IllegalArgumentException("batch, size and seconds: expected more than 0, got " + batch + ", " + size
            + " and " + seconds);
      }
    }
  }

  /**
   * The times of a network; medians, in milliseconds a batch.
   *
   * @param input shape of the batch
   * @param folded how many batch normalisations went into convolutions
   * @param plain float32, contiguous, not folded
   * @param foldedOnly float32, contiguous, folded
   * @param channelsLast float32, folded, channels last
   * @param bfloat16 as channelsLast with products in bfloat16; null if that was left out
   * @param used the last of these that prediction uses: FLOAT32 is channelsLast
   * @param speedup plain by what prediction uses
   * @param deviation of what prediction uses from plain: the largest difference of a logit by the largest logit
   * @param bfloat16Deviation the same of bfloat16; null if that was left out
   * @param rounds how often each way ran
   */
  public record Row(String model, List<Long> input, int threads, int folded, double plain, double foldedOnly,
      double channelsLast, @Nullable Double bfloat16, Inference used, double speedup, double deviation,
      @Nullable Double bfloat16Deviation, int rounds) {}

  /**
   * Measures one network with fresh weights on the processor.
   *
   * @throws IllegalArgumentException for an unknown name
   * @throws RuntimeException of the network's own if it does not take pictures of the size
   */
  public static Row run(String model, Options options) {
    ModelEntry<?> entry = Models.entry(model);
    Generator.seedAll(0);
    try (Scope scope = Scope.open(); Layer plain = lively(Models.classifier(entry.name()));
        Layer folded = copy(entry, plain); Layer fast = copy(entry, plain)) {
      int channels = entry.inputShape().channels();
      int height = options.size == null ? entry.inputShape().height() : options.size;
      int width = options.size == null ? entry.inputShape().width() : options.size;
      Tensor images = Tensors.randn(options.batch, channels, height, width);
      Tensor answer = inferred(plain, images);
      Preprocessing own = Preprocessing.centred(entry.inputShape());
      InputForm form = new InputForm(channels, options.size == null ? own
          : new Preprocessing(height, width, own.interpolation(), own.mean(), own.std()));
      FastInference chosen = FastInference.prepare(fast, form, Device.CPU, Inference.of(options.precision));
      foldOrLeave(folded, images);

      Map<String, Runnable> ways = new LinkedHashMap<>();
      ways.put("plain", () -> inferred(plain, images));
      ways.put("folded", () -> inferred(folded, images));
      ways.put("channels last", () -> chosen.exactLogits(images));
      Double bfloat16Deviation = null;
      if (options.precision.resolve(Device.CPU) == Precision.BF16) {
        FastInference shorter = FastInference.prepare(fast, form, Device.CPU, Inference.BFLOAT16);
        ways.put("bfloat16", () -> shorter.logits(images));
        bfloat16Deviation = FastInference.deviation(shorter.logits(images), answer);
      }
      double deviation = chosen.used() == Inference.BFLOAT16 && bfloat16Deviation != null ? bfloat16Deviation
          : FastInference.deviation(chosen.exactLogits(images), answer);
      List<double[]> rounds = rounds(ways, options.seconds);
      Function<String, Double> median = way -> median(rounds, List.copyOf(ways.keySet()).indexOf(way));
      Double bfloat16 = ways.containsKey("bfloat16") ? median.apply("bfloat16") : null;
      double used = chosen.used() == Inference.BFLOAT16 && bfloat16 != null ? bfloat16 : median.apply("channels last");
      return new Row(entry.name(), Arrays.stream(images.shape()).boxed().toList(), Threads.get(), chosen.folded(),
          median.apply("plain"), median.apply("folded"), median.apply("channels last"), bfloat16, chosen.used(),
          median.apply("plain") / used, deviation, bfloat16Deviation, rounds.size());
    }
  }

  private static void foldOrLeave(Layer network, Tensor images) {
    try {
      BatchNormFolding.fold(network, images.narrow(0, 0, 1));
    } catch (IllegalStateException e) {
      // Something else reads a convolution: it stays as it is, as in FastInference.
    }
  }

  /** The times of all ways in turns, after a round that warms up. */
  private static List<double[]> rounds(Map<String, Runnable> ways, double seconds) {
    List<double[]> rounds = new ArrayList<>();
    ways.values().forEach(ClassifierBench::milliseconds);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end || rounds.size() < FEWEST_ROUNDS) {
      rounds.add(ways.values().stream().mapToDouble(ClassifierBench::milliseconds).toArray());
    }
    return rounds;
  }

  private static double milliseconds(Runnable way) {
    try (Scope scope = Scope.open()) {
      long start = System.nanoTime();
      way.run();
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static double median(List<double[]> rounds, int way) {
    double[] sorted = rounds.stream().mapToDouble(round -> round[way]).sorted().toArray();
    return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
  }

  private static Tensor inferred(Layer network, Tensor images) {
    try (GradMode inference = GradMode.inference()) {
      return network.apply(images);
    }
  }

  private static Layer copy(ModelEntry<?> entry, Layer network) {
    Layer copy = Models.classifier(entry.name());
    Loading.strict(copy.stateDict(), new StateDict(new LinkedHashMap<>(network.stateDict()), Map.of(), entry.name()));
    copy.eval();
    return copy;
  }

  /** Statistics as after training, and no head of zeros, so that there is something to fold and to deviate from. */
  private static Layer lively(Layer network) {
    try (GradMode off = GradMode.noGrad()) {
      network.namedBuffers().forEach((name, buffer) -> {
        if (name.endsWith("running_mean")) {
          buffer.uniform_(-0.2, 0.2, null);
        } else if (name.endsWith("running_var")) {
          buffer.uniform_(0.5, 1.5, null);
        }
      });
      network.namedModules().values().forEach(part -> {
        if (part instanceof Linear linear && linear.weight().abs().max().item() == 0) {
          double bound = 1 / Math.sqrt(linear.in());
          linear.weight().uniform_(-bound, bound, null);
        }
      });
    }
    network.eval();
    return network;
  }
}
