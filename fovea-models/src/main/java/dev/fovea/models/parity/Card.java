package dev.fovea.models.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reference implementation computed from deterministic weights and inputs.
 *
 * @param model registry name of the network or of the operation
 * @param config constructor arguments that differ from the defaults
 * @param training whether the network is in training mode
 * @param gain factor on the weights of two or more dimensions
 * @param inputs in calling order
 * @param state the state dict in order
 * @param parameters number of trainable values
 * @param outputs what was computed
 * @param gradients norm of each parameter's gradient, by name; empty where none were taken
 * @param leavesGradientsOut whether a parameter without a norm here may have a gradient, as the card's notes say
 */
public record Card(String model, Map<String, @Nullable Object> config, boolean training, double gain,
    List<Input> inputs, List<Fill.Entry> state, long parameters, List<Output> outputs, Map<String, Double> gradients,
    boolean leavesGradientsOut) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** A tensor that both sides make; {@code high} is the upper end of whole numbers. */
  public record Input(String name, List<Long> shape, String kind, double high) {
    long[] sizes() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** Every {@code stride}-th value of the flattened output, and what sums up the whole. */
  public record Output(String name, List<Long> shape, int stride, List<Double> values, double mean, double std,
      double absmax) {
    boolean isGradient() {
      return name.startsWith("grad.");
    }
  }

  /**
   * Reads a card.
   *
   * @throws IOException if the file cannot be read, is not JSON or is not a card
   */
  public static Card read(Path path) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(path));
    } catch (JsonProcessingException e) {
      throw new IOException(path + " is not JSON: " + e.getOriginalMessage(), e);
    }
    try {
      return of(root);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " is not a parity card: " + e.getMessage(), e);
    }
  }

  private static Card of(JsonNode root) {
    List<Input> inputs = new ArrayList<>();
    for (JsonNode input : field(root, "inputs")) {
      inputs.add(new Input(text(input, "name"), longs(field(input, "shape")), input.path("kind").asText("uniform"),
          input.path("high").asDouble()));
    }
    List<Fill.Entry> state = new ArrayList<>();
    for (JsonNode entry : field(root, "state")) {
      if (entry.size() != 4) {
        throw new IllegalArgumentException("a state entry is [name, shape, dtype, filled or built], got " + entry);
      }
      state.add(new Fill.Entry(entry.get(0).asText(), longs(entry.get(1)), entry.get(2).asText(),
          entry.get(3).asText().equals("filled")));
    }
    List<Output> outputs = new ArrayList<>();
    for (JsonNode output : field(root, "outputs")) {
      List<Double> values = new ArrayList<>();
      field(output, "values").forEach(value -> values.add(value.asDouble()));
      outputs.add(new Output(text(output, "name"), longs(field(output, "shape")), field(output, "stride").asInt(),
          values, field(output, "mean").asDouble(), field(output, "std").asDouble(),
          field(output, "absmax").asDouble()));
    }
    Map<String, Double> gradients = new LinkedHashMap<>();
    root.path("gradients").fields().forEachRemaining(item -> gradients.put(item.getKey(), item.getValue().asDouble()));
    return new Card(text(root, "model"),
        JSON.convertValue(field(root, "config"), new TypeReference<LinkedHashMap<String, @Nullable Object>>() {}),
        root.path("mode").asText("eval").equals("train"), root.path("gain").asDouble(1), inputs, state,
        field(root, "parameters").asLong(), outputs, gradients, root.path("notes").toString().contains("left out"));
  }

  private static JsonNode field(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }

  private static String text(JsonNode node, String name) {
    return field(node, name).asText();
  }

  private static List<Long> longs(JsonNode array) {
    List<Long> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asLong()));
    return values;
  }
}
