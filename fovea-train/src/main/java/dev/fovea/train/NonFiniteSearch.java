package dev.fovea.train;

import dev.fovea.nn.Module;
import dev.fovea.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the layer where numbers went bad, by running the bad batch again with an eye on every layer. */
final class NonFiniteSearch {
  private record Culprit(String name, Module module, boolean inputWasFinite) {}

  private final TrainingScheme<?> scheme;
  private final Step step;
  private @Nullable Culprit first;

  NonFiniteSearch(TrainingScheme<?> scheme, Step step) {
    this.scheme = scheme;
    this.step = step;
  }

  /** The error to throw; the caller has put the random generator back to where the step began. */
  <B> NonFiniteLossException explain(Step.NotFinite found, B batch, Progress at, int batches, String lastCheckpoint) {
    rehearse(batch, at);
    Culprit culprit = first;
    StringBuilder message = new StringBuilder(String.format(java.util.Locale.ROOT,
        "The loss '%s' is %s at step %d (epoch %d, batch %d of %d). ", found.loss, found.value, at.step(),
        at.epoch() + 1, at.batch() + 1, batches));
    if (!FiniteValues.isFinite(batch)) {
      message.append("The batch itself holds numbers that are not finite; check the data. ");
    }
    if (culprit == null) {
      message.append("Every layer's output was finite, so the loss itself overflowed. ");
    } else {
      message.append("The first layer with an output that is not finite is '").append(culprit.name).append("' (")
          .append(culprit.module.describe()).append(")");
      String bad = badParameter(culprit.module);
      message.append(bad != null ? ", whose '" + bad + "' is not finite"
          : culprit.inputWasFinite ? ", though its input was finite" : ", and so was its input").append(". ");
    }
    message.append(lastCheckpoint).append(
        " Try a lower learning rate, gradient clipping (clipNorm) or 32-bit precision, then resume from there.");
    return new NonFiniteLossException(message.toString(), at, found.loss, culprit == null ? "" : culprit.name);
  }

  @SuppressWarnings("unchecked")
  private <B> void rehearse(B batch, Progress at) {
    List<Module.Closer> hooks = new ArrayList<>();
    for (Map.Entry<String, Module> network : scheme.networks().entrySet()) {
      String prefix = scheme.networks().size() == 1 ? "" : network.getKey() + ".";
      network.getValue().namedModules().forEach((name, module) ->
          hooks.add(module.onForward((called, input, output) -> watch(prefix + name, called, input, output))));
    }
    try (Scope scope = Scope.open()) {
      step.begin(at, true);
      ((TrainingScheme<B>) scheme).trainStep(batch, step);
    } catch (Step.NotFinite again) {
      // As expected; what matters is what the hooks saw.
    } finally {
      step.end();
      hooks.forEach(Module.Closer::close);
    }
  }

  private void watch(String name, Module called, Object input, @Nullable Object output) {
    if (first == null && !FiniteValues.isFinite(output)) {
      String shown = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      first = new Culprit(shown, called, FiniteValues.isFinite(input));
    }
  }

  private static @Nullable String badParameter(Module module) {
    for (Map.Entry<String, dev.fovea.tensor.Tensor> each : module.stateDict().entrySet()) {
      if (!FiniteValues.isFinite(each.getValue())) {
        return each.getKey();
      }
    }
    return null;
  }
}
