package dev.fovea.tensor;

import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;

/** What libtorch is here: its version, how it was built, and the processor's instructions that it uses. */
public final class Libtorch {
  private Libtorch() {}

  /** The version of PyTorch and of its Java binding, as {@code 2.10.0-1.5.13}; needs no native code. */
  public static String version() {
    String version = torch.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** How libtorch was built: compiler, mathematics libraries, options; several lines. */
  public static String configuration() {
    NativeLibrary.load();
    return text(torch.show_config());
  }

  /** The processor's instructions that kernels are chosen for: {@code default}, {@code avx2}, {@code avx512}. */
  public static String cpuCapability() {
    NativeLibrary.load();
    return text(torch.get_cpu_capability()).toLowerCase(Locale.ROOT);
  }

  /** The CUDA devices that this build sees; 0 for a build without CUDA. */
  public static int cudaDevices() {
    return Device.cudaAvailable() ? torch.cuda_device_count() : 0;
  }

  /** The folder into which the native libraries are unpacked on first use. */
  public static String cacheFolder() {
    return NativeLibrary.cacheName();
  }

  /** The physical memory of this process, in bytes; 0 where the system does not say. */
  public static long residentBytes() {
    NativeLibrary.load();
    return Pointer.physicalBytes();
  }

  /** The platform that the native libraries are for, as {@code linux-x86_64}. */
  public static String platform() {
    return Loader.getPlatform();
  }

  private static String text(BytePointer raw) {
    try (raw) {
      return raw.getString().strip();
    }
  }
}
