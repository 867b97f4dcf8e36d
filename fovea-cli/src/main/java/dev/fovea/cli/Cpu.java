package dev.fovea.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the system says of the processor. */
record Cpu(String name, List<String> flags) {
  private static final List<String> OF_INTEREST =
      List.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8", "asimd", "bf16", "sve");

  /** Reads {@code /proc/cpuinfo}; elsewhere the name of the architecture and no flags. */
  static Cpu read() {
    try {
      return parse(Files.readAllLines(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return new Cpu(System.getProperty("os.arch"), List.of());
    }
  }

  static Cpu parse(List<String> lines) {
    String name = System.getProperty("os.arch");
    List<String> flags = List.of();
    for (String line : lines) {
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (line.startsWith("model name")) {
        name = value;
      } else if (line.startsWith("flags") || line.startsWith("Features")) {
        flags = Arrays.asList(value.split(" "));
      }
    }
    return new Cpu(name, OF_INTEREST.stream().filter(flags::contains).toList());
  }
}
