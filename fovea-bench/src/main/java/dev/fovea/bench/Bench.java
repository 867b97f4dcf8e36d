package dev.fovea.bench;

import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.Threads;
import dev.fovea.train.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Times works: the median of a step over enough repetitions, after a warm-up. */
public final class Bench {
  private static final int LEAST = 5;

  private Bench() {}

  /**
   * What was measured.
   *
   * @param medianMicros median time of a step, in microseconds
   * @param itemsPerSecond images or symbols a second at the median
   * @param residentMegabytes the process's largest resident memory so far
   * @param residentGrowthPercent by how much resident memory grew between the end of the warm-up and the last repetition
   */
  public record Result(String work, String description, Precision precision, int threads, double medianMicros,
      double fastestMicros, int repetitions, double itemsPerSecond, double residentMegabytes, double residentGrowthPercent) {}

  /** The names of all works. */
  public static List<String> works() {
    return Works.ALL.stream().map(Work::name).toList();
  }

  /**
   * The works of a name, or of the batch sizes behind it: {@code resnet18-infer} is {@code resnet18-infer-1} and
   * {@code resnet18-infer-8}; empty where there is none.
   */
  public static List<String> matching(String name) {
    return works().stream().filter(work -> work.matches(Pattern.quote(name) + "(-\\d+)?")).toList();
  }

  /** What one step of a work does. */
  public static String describe(String work) {
    return find(work).description();
  }

  /**
   * Times a work on the processor.
   *
   * @param precision AUTO is bfloat16 where the processor is fast at it
   * @param seconds how long to repeat, after a quarter of it as warm-up
   * @throws IllegalArgumentException if there is no such work
   */
  public static Result run(String work, Precision precision, double seconds) {
    Work chosen = find(work);
    Precision resolved = precision.resolve(Device.CPU);
    Generator.seedAll(0);
    Runnable code = chosen.preparation().prepare(resolved);
    long warm = System.nanoTime() + (long) (seconds / 4 * 1e9);
    do {
      code.run();
    } while (System.nanoTime() < warm);
    double residentBefore = ProcessMemory.megabytes("VmRSS");
    double[] times = new double[1024];
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end || count < LEAST) {
      long start = System.nanoTime();
      code.run();
      if (count == times.length) {
        times = Arrays.copyOf(times, count * 2);
      }
      times[count++] = (System.nanoTime() - start) / 1e3 / chosen.stepsPerCall();
    }
    double[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    double median = (sorted[count / 2] + sorted[(count - 1) / 2]) / 2;
    return new Result(chosen.name(), chosen.description(), resolved, Threads.get(), median, sorted[0], count,
        chosen.itemsPerStep() * 1e6 / median, ProcessMemory.megabytes("VmHWM"),
        100 * (ProcessMemory.megabytes("VmRSS") / residentBefore - 1));
  }

  private static Work find(String name) {
    return Works.ALL.stream().filter(work -> work.name().equals(name)).findFirst().orElseThrow(
        () -> new IllegalArgumentException("work: expected one of " + String.join(", ", works()) + ", got " + name));
  }
}
