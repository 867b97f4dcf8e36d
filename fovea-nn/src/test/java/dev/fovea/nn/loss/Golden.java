package dev.fovea.nn.loss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What PyTorch computed; losses_optimizers_golden.py beside the file wrote it. */
public final class Golden {
  private static final JsonNode ROOT = read();

  private Golden() {}

  private static JsonNode read() {
    try (InputStream in = Golden.class.getResourceAsStream("/dev/fovea/nn/losses_optimizers_golden.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers under a path of keys. */
  public static double[] numbers(String... path) {
    JsonNode node = ROOT;
    for (String key : path) {
      node = node.isArray() ? node.get(Integer.parseInt(key)) : node.get(key);
    }
    double[] numbers = new double[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = node.get(i).asDouble();
    }
    return numbers;
  }

  /** sin(phase + 0.7 i), float64. */
  public static Tensor wave(double phase, long... shape) {
    int size = 1;
    for (long length : shape) {
      size *= (int) length;
    }
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = Math.sin(phase + 0.7 * i);
    }
    return Tensors.of(values, shape);
  }
}
