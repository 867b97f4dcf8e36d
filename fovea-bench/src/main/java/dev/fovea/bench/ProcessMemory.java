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
}
