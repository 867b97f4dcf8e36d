package dev.fovea.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.pytorch.global.torch;

/** How many threads one operation may use. */
public final class Threads {
  private Threads() {}

  /** Sets the threads that one operation uses, for the whole process. */
  public static void set(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected 1 or more, got " + threads);
    }
    NativeLibrary.load();
    torch.set_num_threads(threads);
  }

  /** The threads that one operation uses now. */
  public static int get() {
    NativeLibrary.load();
    return torch.get_num_threads();
  }

  /** The physical cores of this machine, at most the processors that the JVM may use. */
  public static int physicalCores() {
    int available = Runtime.getRuntime().availableProcessors();
    try {
      Set<String> cores = new HashSet<>();
      String socket = "0";
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("physical id")) {
          socket = line;
        } else if (line.startsWith("core id")) {
          cores.add(socket + line);
        }
      }
      return cores.isEmpty() ? available : Math.min(available, cores.size());
    } catch (IOException e) {
      return available;
    }
  }
}
