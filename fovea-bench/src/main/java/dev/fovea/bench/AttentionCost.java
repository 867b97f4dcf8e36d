package dev.fovea.bench;

import dev.fovea.models.InputSide;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.models.Structure;
import dev.fovea.models.layers.AttentionKernel;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Module;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.tensor.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a vision transformer costs for one picture of a side: time, memory, and the multiply-adds of attention alone.
 *
 * <p>Each measurement has a process of its own: memory that earlier work has left behind would hide what this one takes.
 *
 * @param model registry name
 * @param side of the picture in pixels
 * @param millis median time of a forward pass in float32
 * @param megabytes by how much the largest resident memory grew in a forward pass; NaN where the system does not say
 * @param attention multiply-adds of softmax(Q K^T) V over all layers
 * @param multiplyAdds of the whole network
 */
public record AttentionCost(String model, int side, double millis, double megabytes, long attention,
    long multiplyAdds) {
  private static final String MARK = "attention-cost";
  private static final Map<String, String> PROMPT_ALLOCATOR = Map.of("MALLOC_MMAP_THRESHOLD_", "65536",
      "MALLOC_TRIM_THRESHOLD_", "65536", "MALLOC_TOP_PAD_", "0");
  private static final int LEAST = 3;
  private static final int SMALL = 64;

  /**
   * Measures in processes of its own: one for time, and one for memory, whose allocator gives all back at once.
   *
   * @param seconds how long to repeat
   * @throws IOException if a process fails, with what it said
   */
  public static AttentionCost measure(String model, int side, double seconds) throws IOException {
    AttentionCost timed = apart(model, side, seconds, Map.of());
    AttentionCost weighed = apart(model, side, 0, PROMPT_ALLOCATOR);
    return new AttentionCost(timed.model, side, timed.millis, weighed.megabytes, timed.attention, timed.multiplyAdds);
  }

  private static AttentionCost apart(String model, int side, double seconds, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
        "-XX:+UseSerialGC", "-Xshare:auto", "-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path")));
    if (Runtime.version().feature() >= 22) {
      command.add(1, "--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of(AttentionCost.class.getName(), model, Integer.toString(side), Double.toString(seconds),
        Integer.toString(Threads.get())));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines;
    try (var reader = process.inputReader()) {
      lines = reader.lines().toList();
    }
    return lines.stream().filter(line -> line.startsWith(MARK)).findFirst().map(AttentionCost::parse).orElseThrow(
        () -> new IOException(model + " at " + side + " pixels could not be measured: " + String.join("\n", lines)));
  }

  private static AttentionCost parse(String line) {
    String[] words = line.split(" ");
    return new AttentionCost(words[1], Integer.parseInt(words[2]), Double.parseDouble(words[3]),
        Double.parseDouble(words[4]), Long.parseLong(words[5]), Long.parseLong(words[6]));
  }

  /** The process that measures: model, side, seconds, threads. */
  public static void main(String[] arguments) throws IOException {
    Threads.set(Integer.parseInt(arguments[3]));
    AttentionCost cost = here(arguments[0], Integer.parseInt(arguments[1]), Double.parseDouble(arguments[2]));
    System.out.printf(Locale.ROOT, "%s %s %d %f %f %d %d%n", MARK, cost.model, cost.side, cost.millis, cost.megabytes,
        cost.attention, cost.multiplyAdds);
  }

  /** Measures in this process. */
  static AttentionCost here(String model, int side, double seconds) throws IOException {
    ModelEntry<?> entry = Models.entry(model);
    ModelConfig config = InputSide.of(entry, ModelConfig.DEFAULTS, side);
    try (Layer network = Models.classifier(entry.name(), config)) {
      network.eval();
      warm(entry);
      double before = ProcessMemory.forgetPeak();
      double grown = Double.NaN;
      double[] times = new double[0];
      long end = System.nanoTime() + (long) (seconds * 1e9);
      while (times.length < LEAST || System.nanoTime() < end) {
        long start = System.nanoTime();
        try (Scope scope = Scope.open(); GradMode off = GradMode.inference()) {
          network.apply(Tensors.ones(1, entry.inputShape(config).channels(), side, side));
        }
        times = Arrays.copyOf(times, times.length + 1);
        times[times.length - 1] = (System.nanoTime() - start) / 1e6;
        grown = Double.isNaN(grown) ? ProcessMemory.megabytes("VmHWM") - before : grown;
      }
      Arrays.sort(times);
      return new AttentionCost(entry.name(), side, times[times.length / 2], grown, attention(network, entry, side),
          Structure.of(network, new dev.fovea.models.InputShape(entry.inputShape(config).channels(), side, side))
              .multiplyAdds());
    }
  }

  /** Loads the kernels, so that they do not count as the memory of the first forward pass. */
  private static void warm(ModelEntry<?> entry) {
    ModelConfig config = InputSide.of(entry, ModelConfig.DEFAULTS, SMALL);
    try (Layer network = Models.classifier(entry.name(), config); Scope scope = Scope.open();
        GradMode off = GradMode.inference()) {
      network.eval();
      network.apply(Tensors.ones(1, entry.inputShape(config).channels(), SMALL, SMALL));
    }
  }

  private static long attention(Layer network, ModelEntry<?> entry, int side) {
    long[] sum = new long[1];
    List<Module.Closer> hooks = new ArrayList<>();
    for (Module part : network.namedModules().values()) {
      if (part instanceof AttentionKernel) {
        hooks.add(part.onForward((called, in, out) -> {
          Tensor output = (Tensor) java.util.Objects.requireNonNull(out);
          Tensor key = (Tensor) ((List<?>) in).get(1);
          sum[0] += 2 * output.numel() * key.size(-2);
        }));
      }
    }
    try (Scope scope = Scope.open(); GradMode off = GradMode.inference()) {
      network.apply(Tensors.ones(1, entry.inputShape().channels(), side, side));
    } finally {
      hooks.forEach(Module.Closer::close);
    }
    return sum[0];
  }

  /**
   * How a cost grows with the picture's area between the two largest sides measured: 1 is linear, 2 quadratic.
   *
   * @param costs of one network, two or more
   */
  public static double growth(List<AttentionCost> costs, java.util.function.ToDoubleFunction<AttentionCost> cost) {
    List<AttentionCost> sorted = costs.stream().sorted(java.util.Comparator.comparingInt(AttentionCost::side)).toList();
    AttentionCost large = sorted.get(sorted.size() - 1);
    AttentionCost less = sorted.get(sorted.size() - 2);
    return Math.log(cost.applyAsDouble(large) / cost.applyAsDouble(less))
        / (2 * Math.log((double) large.side / less.side));
  }
}
