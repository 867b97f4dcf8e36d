package dev.fovea.nn.checkpoint;

import static dev.fovea.nn.checkpoint.CheckpointException.quote;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the tensors of a model in the tree of a checkpoint, which every project lays out in its own way. */
final class StateDictSearch {
  private static final List<String> KEYS = List.of("params_ema", "g_ema", "ema_state_dict", "state_dict_ema",
      "model_ema", "ema", "state_dict", "model_state_dict", "model", "params", "net", "network", "generator", "teacher",
      "student", "module", "weights");

  private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

  /** Tensors, the keys that lead to them, and the plain values beside them and on the way. */
  record Found(Map<String, Tensor> tensors, String key, Map<String, String> metadata) {}

  private StateDictSearch() {}

  /** The state dict that a reader most likely wants; see {@link Checkpoints}. */
  static Found find(Map<?, ?> tree) {
    return find(tree, "", new LinkedHashMap<>());
  }

  private static Found find(Map<?, ?> tree, String path, Map<String, String> metadata) {
    tree.forEach((key, value) -> {
      if (value instanceof String || value instanceof Number || value instanceof Boolean || value instanceof DType) {
        metadata.putIfAbsent(String.valueOf(key), value.toString());
      }
    });
    for (String key : KEYS) {
      if (tree.get(key) instanceof Map<?, ?> inner && holdsTensors(inner)) {
        return find(inner, join(path, key), metadata);
      }
    }
    Map<String, Tensor> tensors = tensors(tree);
    if (!tensors.isEmpty()) {
      return new Found(tensors, path, metadata);
    }
    List<String> others = new ArrayList<>();
    tree.forEach((key, value) -> {
      if (value instanceof Map<?, ?> inner && holdsTensors(inner)) {
        others.add(String.valueOf(key));
      }
    });
    if (others.size() == 1 && tree.get(others.get(0)) instanceof Map<?, ?> inner) {
      return find(inner, join(path, others.get(0)), metadata);
    }
    throw new CheckpointException(others.isEmpty()
        ? "no tensors at the top level or under the usual keys; it has " + quoteAll(tree.keySet().stream().toList())
        : "several groups of tensors, " + quoteAll(others) + "; say which one by Checkpoints.load(file, key)");
  }

  /** The tensors under a path of keys, or with a common beginning of their names. */
  static Found at(Map<?, ?> tree, String path) {
    if (tree.get(path) instanceof Map<?, ?> inner) {
      return find(inner, path, new LinkedHashMap<>());
    }
    for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      if (tree.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
        Found rest = at(inner, path.substring(dot + 1));
        return new Found(rest.tensors(), join(path.substring(0, dot), rest.key()), rest.metadata());
      }
    }
    Found begun = beginning(tensors(tree), "", path);
    if (begun.tensors().isEmpty() && holdsTensors(tree)) {
      Found whole = find(tree);
      begun = beginning(withoutWrappers(whole.tensors()), whole.key(), path);
    }
    if (begun.tensors().isEmpty()) {
      throw new CheckpointException("no dictionary and no names under the key " + quote(path) + "; it has "
          + quoteAll(tree.keySet().stream().toList()));
    }
    return begun;
  }

  private static Found beginning(Map<String, Tensor> tensors, String key, String prefix) {
    Map<String, Tensor> begun = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      if (name.startsWith(prefix + ".") && name.length() > prefix.length() + 1) {
        begun.put(name.substring(prefix.length() + 1), tensor);
      }
    });
    return new Found(begun, join(key, prefix), Map.of());
  }

  /** The same tensors without the prefixes of wrappers that all names share. */
  static LinkedHashMap<String, Tensor> withoutWrappers(Map<String, Tensor> tensors) {
    LinkedHashMap<String, Tensor> bare = new LinkedHashMap<>(tensors);
    String wrapper = commonWrapper(bare);
    while (wrapper != null) {
      LinkedHashMap<String, Tensor> shorter = new LinkedHashMap<>();
      for (Map.Entry<String, Tensor> each : bare.entrySet()) {
        if (each.getKey().startsWith(wrapper)) {
          shorter.put(each.getKey().substring(wrapper.length()), each.getValue());
        }
      }
      bare = shorter;
      wrapper = commonWrapper(bare);
    }
    return bare;
  }

  /** {@code n_averaged} is the counter that PyTorch's AveragedModel keeps beside the model that it wraps. */
  private static @Nullable String commonWrapper(Map<String, Tensor> tensors) {
    return WRAPPERS.stream()
        .filter(wrapper -> tensors.keySet().stream().anyMatch(name -> name.startsWith(wrapper))
            && tensors.keySet().stream().allMatch(name -> name.equals("n_averaged")
                || (name.startsWith(wrapper) && name.length() > wrapper.length())))
        .findFirst().orElse(null);
  }

  private static boolean holdsTensors(Map<?, ?> tree) {
    return !tensors(tree).isEmpty()
        || tree.values().stream().anyMatch(value -> value instanceof Map<?, ?> inner && !tensors(inner).isEmpty());
  }

  private static Map<String, Tensor> tensors(Map<?, ?> tree) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tree.forEach((key, value) -> {
      if (key instanceof String name && value instanceof Tensor tensor) {
        tensors.put(name, tensor);
      }
    });
    return tensors;
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : key.isEmpty() ? path : path + "." + key;
  }

  private static String quoteAll(List<?> keys) {
    List<String> names = keys.stream().limit(10).map(CheckpointException::quote).toList();
    return keys.isEmpty() ? "no keys" : "the keys " + String.join(", ", names)
        + (keys.size() > 10 ? " and " + (keys.size() - 10) + " more" : "");
  }
}
