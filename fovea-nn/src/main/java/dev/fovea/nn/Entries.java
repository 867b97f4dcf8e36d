package dev.fovea.nn;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The tensors that a module itself owns, by name and in the order of their registration. */
final class Entries {
  final Map<String, Tensor> parameters = new LinkedHashMap<>();
  final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private final Set<String> constants = new HashSet<>();
  private final Set<String> unsaved = new HashSet<>();

  Tensor parameter(String name, Tensor value) {
    parameters.put(name, Scope.release(value).requiresGrad_(true));
    return value;
  }

  Tensor constant(String name, Tensor value) {
    constants.add(name);
    return parameter(name, value).requiresGrad_(false);
  }

  Tensor buffer(String name, Tensor value) {
    buffers.put(name, Scope.release(value));
    return value;
  }

  Tensor unsaved(String name, Tensor value) {
    unsaved.add(name);
    return buffer(name, value);
  }

  void removeBuffer(String name) {
    buffers.remove(name);
    unsaved.remove(name);
  }

  /** The parameters that are no constants. */
  Map<String, Tensor> learned() {
    Map<String, Tensor> all = new LinkedHashMap<>(parameters);
    all.keySet().removeAll(constants);
    return all;
  }

  /** What a state dict holds. */
  Map<String, Tensor> saved() {
    Map<String, Tensor> all = new LinkedHashMap<>(parameters);
    all.putAll(buffers);
    all.keySet().removeAll(unsaved);
    return all;
  }
}
