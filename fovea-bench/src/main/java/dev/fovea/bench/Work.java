package dev.fovea.bench;

import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Precision;
import java.util.function.Supplier;

/**
 * Something whose time is worth knowing.
 *
 * @param name what a user types
 * @param description what one step does
 * @param stepsPerCall how many steps one call of the prepared code makes, where one alone is too short to time
 * @param itemsPerStep images or other items that a step handles, for the rate
 */
record Work(String name, String description, int stepsPerCall, int itemsPerStep, Preparation preparation) {
  /** Makes the inputs and the network, and returns the code to time. */
  @FunctionalInterface
  interface Preparation {
    Runnable prepare(Precision precision);
  }

  /** Runs a forward pass in the resolved precision. */
  static Tensor forward(Precision precision, Supplier<Tensor> body) {
    if (precision != Precision.BF16) {
      return body.get();
    }
    try (Autocast cast = Autocast.on(Device.CPU, DType.BFLOAT16)) {
      return body.get();
    }
  }
}
