package dev.fovea.train;

import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The type of number that matrix products and convolutions compute with; weights and their updates stay float32. */
public enum Precision {
  /** {@link #BF16} where it is fast: on CUDA, or on a processor with AVX512-BF16 or AMX; {@link #FP32} elsewhere. */
  AUTO,
  /** 32 bits everywhere. */
  FP32,
  /** bfloat16 autocast with channels-last pictures. */
  BF16;

  private static final List<String> FAST_BF16 = List.of("avx512_bf16", "amx_bf16");

  /** FP32 or BF16, as suits a device. */
  public Precision resolve(Device device) {
    if (this != AUTO) {
      return this;
    }
    return device.kind() == Device.Kind.CUDA || device.kind() == Device.Kind.CPU && Host.FAST ? BF16 : FP32;
  }

  /** Begins autocast where a resolved precision asks for it; null where it does not. */
  @Nullable Autocast autocast(Device device) {
    return this == BF16 ? Autocast.on(device, DType.BFLOAT16) : null;
  }

  /** Whether a processor's flags, as in {@code /proc/cpuinfo}, say that bfloat16 is fast. */
  static boolean fastBf16(Stream<String> cpuinfo) {
    return cpuinfo.filter(line -> line.startsWith("flags"))
        .anyMatch(line -> Arrays.asList(line.split("\\s+")).stream().anyMatch(FAST_BF16::contains));
  }

  private static final class Host {
    static final boolean FAST = read();

    private static boolean read() {
      try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
        return fastBf16(lines);
      } catch (IOException | java.io.UncheckedIOException e) {
        return false;
      }
    }
  }
}
