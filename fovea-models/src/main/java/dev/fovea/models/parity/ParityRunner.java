package dev.fovea.models.parity;

import dev.fovea.models.HasStateOrders;
import dev.fovea.models.parity.CardResult.Status;
import dev.fovea.models.parity.CardResult.Worst;
import dev.fovea.nn.Module;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds, fills, runs and compares one card. */
final class ParityRunner {
  private final Card card;
  private final ParityOps.Subject subject;
  private final CardOptions options;

  /** What a run gave: the outputs by the card's names and the norms of the parameters' gradients. */
  private record Run(Map<String, Tensor> outputs, Map<String, Double> norms) {}

  private ParityRunner(Card card, ParityOps.Subject subject) {
    this.card = card;
    this.subject = subject;
    this.options = new CardOptions(card.model(), card.config());
  }

  /** The result for one file. */
  static CardResult run(Path path, boolean knownOnly) {
    long start = System.nanoTime();
    Comparison comparison = new Comparison();
    Worst gradient = Worst.NONE;
    boolean inDouble = false;
    String model = "";
    Status status = Status.FAIL;
    try {
      Card card = Card.read(path);
      model = card.model();
      Optional<ParityOps.Subject> subject = ParityOps.find(model);
      if (subject.isEmpty()) {
        status = knownOnly ? Status.SKIPPED : Status.MISSING;
        comparison.problem("nothing here is named '" + model + "'");
      } else {
        Gradients gradients = new ParityRunner(card, subject.get()).compare(comparison);
        gradient = gradients.worst;
        inDouble = gradients.inDouble;
        status = comparison.problems().isEmpty() ? Status.PASS : Status.FAIL;
      }
    } catch (IOException | IllegalArgumentException | TensorException e) {
      comparison.problem(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      comparison.problem("the card cannot be run: " + e);   // one bad card does not stop the others
    }
    return new CardResult(path, model, status, comparison.worst(), gradient, inDouble,
        List.copyOf(comparison.problems()), (System.nanoTime() - start) * 1e-9);
  }

  private record Gradients(Worst worst, boolean inDouble) {}

  private Gradients compare(Comparison comparison) {
    try (Scope scope = Scope.open(); Module module = subject.build().apply(options)) {
      comparison.state(card.state(), inCardOrder(module, Fill.state(module, card.gain())));
      if (!comparison.problems().isEmpty()) {
        return new Gradients(Worst.NONE, false);
      }
      if (module.parameterCount() != card.parameters()) {
        comparison.problem("parameters: expected " + card.parameters() + ", got " + module.parameterCount());
      }
      module.train(card.training());
      Run run = run(module, DType.FLOAT32);
      for (Card.Output expected : card.outputs()) {
        Tensor actual = run.outputs.get(expected.name());
        if (actual == null) {
          comparison.problem("output '" + expected.name() + "': expected " + expected.shape() + ", got none");
        } else {
          comparison.output(expected, actual);
        }
      }
      if (card.gradients().isEmpty()) {
        return new Gradients(Worst.NONE, false);
      }
      return gradients(module, run, comparison);
    }
  }

  /** The state in the card's order where that is one in which the network is published, else in its own. */
  private List<Fill.Entry> inCardOrder(Module module, List<Fill.Entry> own) {
    List<String> wanted = card.state().stream().map(Fill.Entry::name).toList();
    if (!(module instanceof HasStateOrders published) || !published.stateOrders().contains(wanted)) {
      return own;
    }
    return own.stream().sorted(Comparator.comparingInt(entry -> wanted.indexOf(entry.name()))).toList();
  }

  /** Compares in float32, and where that does not agree in double, since rectifiers switch on rounding. */
  private Gradients gradients(Module module, Run run, Comparison comparison) {
    Comparison single = new Comparison();
    single.gradients(card, run.norms);
    if (single.problems().isEmpty()) {
      return new Gradients(single.worst(), false);
    }
    module.zeroGrad();
    module.to(DType.FLOAT64);
    Comparison twice = new Comparison();
    twice.gradients(card, run(module, DType.FLOAT64).norms);
    twice.problems().forEach(comparison::problem);
    return new Gradients(twice.worst(), true);
  }

  /** Runs forward and backward; buffers are as before when it returns. */
  private Run run(Module module, DType type) {
    Map<String, Tensor> buffers = new LinkedHashMap<>();
    try (GradMode on = GradMode.set(wantsGradients())) {
      module.namedBuffers().forEach((name, buffer) -> buffers.put(name, buffer.clone()));
      module.zeroGrad();
      Map<String, Tensor> inputs = inputs(type);
      Map<String, Tensor> outputs = named(Outputs.flatten(subject.call().apply(module, options, inputs)));
      if (wantsGradients()) {
        backward(outputs);
        inputs.forEach((name, input) -> {
          Tensor gradient = input.requiresGrad() ? input.grad() : null;
          if (gradient != null) {
            outputs.putIfAbsent("grad." + name, gradient);
          }
        });
      }
      return new Run(outputs, norms(module));
    } finally {
      try (GradMode off = GradMode.noGrad()) {
        Map<String, Tensor> live = module.namedBuffers();
        buffers.forEach((name, before) -> live.get(name).copy_(before));
      }
    }
  }

  /** Operations may take gradients of their own, so only networks without recorded gradients run without a graph. */
  private boolean wantsGradients() {
    return card.state().isEmpty() || !card.gradients().isEmpty()
        || card.outputs().stream().anyMatch(Card.Output::isGradient);
  }

  private Map<String, Tensor> inputs(DType type) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Card.Input input : card.inputs()) {
      Tensor tensor = input(input);
      boolean floating = tensor.dtype().isFloatingPoint();
      boolean wanted = card.outputs().stream().anyMatch(output -> output.name().equals("grad." + input.name()));
      inputs.put(input.name(), (floating ? tensor.to(type) : tensor).requiresGrad_(floating && wanted));
    }
    return inputs;
  }

  private static Tensor input(Card.Input input) {
    String name = "input:" + input.name();
    long[] shape = input.sizes();
    double high = input.high();
    return switch (input.kind()) {
      case "uniform" -> Fill.tensor(name, shape);
      case "unit" -> Fill.set_(Tensors.zeros(shape), name, u -> (u + 1) / 2);
      case "mask" -> Fill.set_(Tensors.zeros(shape), name, u -> u < 0 ? 1 : 0);
      case "int" -> Fill.set_(Tensors.zeros(shape), name, u -> Math.floor((u + 1) / 2 * high)).to(DType.INT64);
      default -> throw new IllegalArgumentException("input '" + input.name() + "': unknown kind '" + input.kind()
          + "'; known are uniform, unit, mask and int");
    };
  }

  /** Results without names of their own take the card's, in order. */
  private Map<String, Tensor> named(Map<String, Tensor> flat) {
    List<String> names = new ArrayList<>();
    for (Card.Output output : card.outputs()) {
      if (!output.isGradient()) {
        names.add(output.name());
      }
    }
    boolean unnamed = flat.keySet().stream().allMatch(name -> name.equals("out") || name.startsWith("out."));
    if (!unnamed || flat.size() != names.size()) {
      return flat;
    }
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    Iterator<Tensor> tensors = flat.values().iterator();
    names.forEach(name -> renamed.put(name, tensors.next()));
    return renamed;
  }

  /** Gradients of the sum over outputs of sum(output x cotangent of its name), for the card's outputs. */
  private void backward(Map<String, Tensor> outputs) {
    Tensor loss = null;
    for (Card.Output output : card.outputs()) {
      Tensor tensor = output.isGradient() ? null : outputs.get(output.name());
      if (tensor == null || !tensor.dtype().isFloatingPoint() || !tensor.requiresGrad()) {
        continue;
      }
      Tensor cotangent = Fill.tensor("cotangent:" + output.name(), tensor.shape()).to(tensor.dtype());
      Tensor part = tensor.mul(cotangent).sum();
      loss = loss == null ? part : loss.add(part);
    }
    if (loss != null) {
      loss.backward();
    }
  }

  private static Map<String, Double> norms(Module module) {
    Map<String, Double> norms = new LinkedHashMap<>();
    module.namedParameters().forEach((name, parameter) -> Scope.run(() -> {
      Tensor gradient = parameter.grad();
      if (gradient != null) {
        norms.put(name, gradient.to(DType.FLOAT64).norm().item());
      }
    }));
    return norms;
  }
}
