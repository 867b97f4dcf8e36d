package dev.fovea.models;

import dev.fovea.tensor.Tensor;
import java.util.Map;

/** A network that understands other state dicts than its own, such as those of another image size. */
public interface AdaptsState {
  /** The state under this network's names and shapes, as far as it is understood; the rest as it came. */
  Map<String, Tensor> adaptState(Map<String, Tensor> state);
}
