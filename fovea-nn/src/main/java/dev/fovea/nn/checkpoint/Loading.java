package dev.fovea.nn.checkpoint;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies the values of a checkpoint into the parameters and buffers of a model, by name.
 *
 * <p>Values go into the model's own memory, so optimisers and other holders see them; no gradient is recorded. Shapes
 * must be equal. Floating-point values are converted to the type that the model has; other types must be equal. When a
 * call throws, nothing was copied.
 *
 * <p>The counters {@code num_batches_tracked} of batch normalisation may be missing when the checkpoint has none at
 * all, as in those of PyTorch before 0.4.1; the model's then stay as they are.
 */
public final class Loading {
  private static final String COUNTER = "num_batches_tracked";

  private Loading() {}

  /**
   * Copies all values; every name of each side must be on the other.
   *
   * @throws CheckpointException if the names or shapes differ, with what is missing, unexpected and of another form
   */
  public static LoadReport strict(Map<String, Tensor> model, StateDict checkpoint) {
    LoadReport report = compare(model, checkpoint.tensors());
    if (!report.isComplete()) {
      throw failure(report, model, checkpoint, "load only what fits with Loading.partial");
    }
    return copy(report, model, checkpoint);
  }

  /**
   * Copies the values whose name and shape fit, and reports the others; meant for transfer learning, where the head
   * differs. See {@link LoadReport} for what was left out.
   *
   * @throws CheckpointException if not one name fits
   */
  public static LoadReport partial(Map<String, Tensor> model, StateDict checkpoint) {
    LoadReport report = compare(model, checkpoint.tensors());
    if (report.matched().isEmpty()) {
      throw failure(report, model, checkpoint, "name the part of the file to load with Checkpoints.load(file, key)");
    }
    return copy(report, model, checkpoint);
  }

  /** How the names and shapes fit; copies nothing. */
  public static LoadReport compare(Map<String, Tensor> model, Map<String, Tensor> checkpoint) {
    List<String> matched = new ArrayList<>();
    List<LoadReport.Item> missing = new ArrayList<>();
    List<LoadReport.Mismatch> mismatched = new ArrayList<>();
    boolean counted = checkpoint.keySet().stream().anyMatch(Loading::isCounter);
    model.forEach((name, expected) -> {
      Tensor got = checkpoint.get(name);
      if (got == null) {
        if (counted || !isCounter(name)) {
          missing.add(new LoadReport.Item(name, form(expected)));
        }
      } else if (!fits(expected, got)) {
        mismatched.add(new LoadReport.Mismatch(name, form(expected), form(got)));
      } else {
        matched.add(name);
      }
    });
    List<LoadReport.Item> unexpected = new ArrayList<>();
    checkpoint.forEach((name, tensor) -> {
      if (!model.containsKey(name)) {
        unexpected.add(new LoadReport.Item(name, form(tensor)));
      }
    });
    return new LoadReport(List.copyOf(matched), List.copyOf(missing), List.copyOf(unexpected), List.copyOf(mismatched));
  }

  private static LoadReport copy(LoadReport report, Map<String, Tensor> model, StateDict checkpoint) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      for (String name : report.matched()) {
        model.get(name).copy_(checkpoint.tensors().get(name));
      }
    }
    return report;
  }

  private static boolean isCounter(String name) {
    return name.equals(COUNTER) || name.endsWith("." + COUNTER);
  }

  private static boolean fits(Tensor expected, Tensor got) {
    boolean convertible = expected.dtype().isFloatingPoint() && got.dtype().isFloatingPoint();
    return Arrays.equals(expected.shape(), got.shape()) && (convertible || expected.dtype() == got.dtype());
  }

  private static String form(Tensor tensor) {
    return tensor.dtype() + Arrays.toString(tensor.shape());
  }

  private static CheckpointException failure(LoadReport report, Map<String, Tensor> model, StateDict checkpoint,
      String next) {
    int most = Math.max(model.size(), checkpoint.tensors().size());
    boolean foreign = report.matched().size() * 2 < most;
    return new CheckpointException(checkpoint.where() + " does not fit the model: " + report
        + (foreign ? "\nThis looks like a checkpoint for another architecture: " + report.matched().size() + " of "
            + most + " names match." : "")
        + prefixHint(model, checkpoint)
        + "\nCheck the model's name and its number of classes, or " + next + ".");
  }

  /** Names that would fit without their first part point to a checkpoint of a larger model. */
  private static String prefixHint(Map<String, Tensor> model, StateDict checkpoint) {
    Map<String, Integer> fitting = new LinkedHashMap<>();
    for (String name : checkpoint.tensors().keySet()) {
      for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
        if (model.containsKey(name.substring(dot + 1))) {
          fitting.merge(name.substring(0, dot), 1, Integer::sum);
        }
      }
    }
    return fitting.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(best -> best.getValue() * 2 > model.size())
        .map(best -> "\n" + best.getValue() + " names would match without '" + best.getKey()
            + ".' in front: Checkpoints.load(file, \"" + best.getKey() + "\") takes it off.")
        .orElse("");
  }
}
