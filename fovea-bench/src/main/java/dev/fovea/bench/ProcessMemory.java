package dev.fovea.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel knows of this process's memory. */
final class ProcessMemory {
  private ProcessMemory() {}

  /** A field of {@code /proc/self/status}, such as VmRSS or VmHWM, in megabytes; NaN where there is none. */
  static double megabytes(String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(field)) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
      return Double.NaN;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** Lets the largest resident memory (VmHWM) start anew, and gives the resident memory of now; NaN where it cannot. */
  static double forgetPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
      return megabytes("VmRSS");
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
