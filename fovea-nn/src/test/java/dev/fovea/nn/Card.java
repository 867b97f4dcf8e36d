package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a reference computed from weights and inputs that both sides make by one rule from their names:
 * z = splitmix64(fnv1a64(name) + (i + 1) golden ratio) for element i, u = (z >>> 11) 2^-52 - 1 in [-1, 1).
 *
 * <p>Gradients are those of the sum of each output times u of "cotangent:" and its name. The cards of
 * {@code torch_layers.json} were recorded with torch 1.13 on a CPU, from layers built with the arguments in
 * {@link GoldenTest}.
 */
record Card(JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The content of a file of cards. */
  static JsonNode read(String file) {
    try (InputStream in = Card.class.getResourceAsStream("/cards/" + file)) {
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of a name. */
  static double[] fill(String name, long count) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    double[] values = new double[(int) count];
    for (int i = 0; i < values.length; i++) {
      long z = hash + (i + 1) * 0x9E3779B97F4A7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      values[i] = (z >>> 11) * 0x1p-53 * 2 - 1;
    }
    return values;
  }

  static long[] shape(JsonNode node) {
    long[] shape = new long[node.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.get(i).asLong();
    }
    return shape;
  }

  private static long count(long[] shape) {
    long count = 1;
    for (long length : shape) {
      count *= length;
    }
    return count;
  }

  /** Checks names, outputs, gradients and moved buffers of a module whose forward names its outputs. */
  void check(Module module, Function<List<Tensor>, Map<String, Tensor>> forward) {
    Scope.run(() -> {
      module.train(json.get("mode").asText().equals("train"));
      assertThat(entries(module)).isEqualTo(expectedEntries());
      fillState(module);
      List<Tensor> inputs = inputs();
      Map<String, Tensor> outputs = new LinkedHashMap<>(forward.apply(inputs));
      Tensor loss = Tensors.scalar(0);
      for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
        Tensor value = output.getValue();
        if (value.requiresGrad()) {
          Tensor cotangent = Tensors.of(fill("cotangent:" + output.getKey(), value.numel()), value.shape());
          loss = loss.add(value.mul(cotangent.to(DType.FLOAT32)).sum());
        }
      }
      if (loss.requiresGrad()) {
        loss.backward();
      }
      for (int i = 0; i < inputs.size(); i++) {
        Tensor gradient = inputs.get(i).grad();
        if (gradient != null) {
          outputs.put("grad." + json.get("inputs").get(i).get("name").asText(), gradient);
        }
      }
      module.stateDict().forEach((name, value) -> outputs.put("state." + name, value));
      json.get("outputs").forEach(expected -> compare(expected, outputs));
      checkGradients(module);
    });
  }

  private List<String> entries(Module module) {
    List<String> entries = new ArrayList<>();
    module.stateDict().forEach((name, value) -> entries.add(name + " "
        + java.util.Arrays.toString(value.shape()).replace(" ", "") + " " + value.dtype()));
    return entries;
  }

  private List<String> expectedEntries() {
    List<String> entries = new ArrayList<>();
    json.get("state").forEach(row -> entries.add(row.get(0).asText() + " " + row.get(1) + " " + row.get(2).asText()));
    return entries;
  }

  private void fillState(Module module) {
    Map<String, Tensor> state = module.stateDict();
    double gain = json.get("gain").asDouble();
    try (GradMode off = GradMode.noGrad()) {
      json.get("state").forEach(row -> {
        String name = row.get(0).asText();
        Tensor tensor = state.get(name);
        if (row.get(3).asText().equals("filled")) {
          double[] u = fill(name, tensor.numel());
          boolean scale = name.endsWith("weight") || name.endsWith("gamma") || name.endsWith("scale");
          for (int i = 0; i < u.length; i++) {
            u[i] = name.endsWith("running_var") ? 1 + 0.25 * u[i]
                : name.endsWith("running_mean") ? 0.1 * u[i]
                : tensor.dim() >= 2 ? u[i] * Math.sqrt(3.0 / (tensor.numel() / tensor.size(0))) * gain
                : scale ? 1 + 0.1 * u[i] : 0.1 * u[i];
          }
          tensor.copy_(Tensors.of(u, tensor.shape()));
        } else if (name.endsWith("weight_u") || name.endsWith("weight_v")) {
          Tensor vector = Tensors.of(fill(name, tensor.numel()));
          tensor.copy_(vector.div(vector.norm()));
        }
      });
    }
  }

  /** The inputs in order; those of floating point want gradients. */
  List<Tensor> inputs() {
    List<Tensor> inputs = new ArrayList<>();
    for (JsonNode input : json.get("inputs")) {
      long[] shape = shape(input.get("shape"));
      double[] u = fill("input:" + input.get("name").asText(), count(shape));
      String kind = input.get("kind").asText();
      long high = input.path("high").asLong();
      for (int i = 0; i < u.length; i++) {
        u[i] = switch (kind) {
          case "unit" -> (u[i] + 1) / 2;
          case "int" -> Math.floor((u[i] + 1) / 2 * high);
          case "mask" -> u[i] < 0 ? 1 : 0;
          default -> u[i];
        };
      }
      Tensor values = Tensors.of(u, shape);
      inputs.add(kind.equals("int") ? values.to(DType.INT64) : values.to(DType.FLOAT32).requiresGrad_(true));
    }
    return inputs;
  }

  private static void compare(JsonNode expected, Map<String, Tensor> outputs) {
    String name = expected.get("name").asText();
    Tensor output = outputs.get(name);
    assertThat(output).as(name).isNotNull();
    assertThat(output.shape()).as("shape of " + name).isEqualTo(shape(expected.get("shape")));
    double[] values = output.contiguous().toDoubles();
    double tolerance = 1e-4 * Math.max(1, expected.get("absmax").asDouble());
    int stride = expected.get("stride").asInt();
    for (int i = 0; i < expected.get("values").size(); i++) {
      assertThat(values[i * stride]).as(name + "[" + i * stride + "]")
          .isCloseTo(expected.get("values").get(i).asDouble(), within(tolerance));
    }
  }

  private void checkGradients(Module module) {
    Map<String, Tensor> parameters = module.namedParameters();
    json.path("gradients").fields().forEachRemaining(entry -> {
      Tensor gradient = parameters.get(entry.getKey()).grad();
      assertThat(gradient).as("gradient of " + entry.getKey()).isNotNull();
      double expected = entry.getValue().asDouble();
      assertThat(gradient.norm().item()).as("gradient of " + entry.getKey())
          .isCloseTo(expected, within(expected < 1e-4 ? 1e-6 : 5e-3 * expected));
    });
  }
}
