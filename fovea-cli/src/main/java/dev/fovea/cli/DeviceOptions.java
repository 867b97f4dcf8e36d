package dev.fovea.cli;

import dev.fovea.tensor.Device;
import dev.fovea.tensor.Threads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the numbers are computed. */
final class DeviceOptions {
  @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "auto", order = 700,
      description = "cpu, cuda, cuda:N, mps, or auto for the best here (default: ${DEFAULT-VALUE}).")
  String device = "auto";

  @Option(names = "--threads", paramLabel = "N", order = 701,
      description = "Threads of one operation (default: the physical cores).")
  @Nullable Integer threads;

  /** Sets the threads and gives the device, both checked. */
  Device apply() {
    if (threads != null) {
      if (threads < 1) {
        throw CliException.usage("--threads: expected 1 or more, got " + threads, null);
      }
      Threads.set(threads);
    }
    Device chosen;
    try {
      chosen = Device.parse(device);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--device: expected cpu, cuda, cuda:N, mps or auto, got '" + device + "'", null);
    }
    if (chosen.kind() == Device.Kind.CUDA && !Device.cudaAvailable()) {
      throw CliException.usage("--device: this build or machine has no CUDA device",
          "Build with FOVEA_MAVEN=-Pgpu ./fovea info, or use --device cpu.");
    }
    return chosen;
  }
}
