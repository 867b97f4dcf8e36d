package dev.fovea.tensor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * Settings that libtorch's own libraries read from the environment when they are loaded; what the user has set stays.
 *
 * <p>Convolutions and elementwise work run on OpenMP's threads, matrix products on OpenBLAS's. Two pools on the same
 * cores stand in each other's way: each waits for its next piece of work by spinning, and the fused attention kernel,
 * which runs products inside OpenMP's threads, took 16 ms on two cores where it takes 1.7 with OpenBLAS on one thread.
 * So OpenBLAS gets one thread, large products go through {@link Convolutions#linear} to OpenMP's, and OpenMP spins
 * only for a moment before it sleeps.
 */
final class NativeSettings {
  private static final Map<String, String> DEFAULTS = Map.of(
      "GOMP_SPINCOUNT", "10000",
      "OPENBLAS_NUM_THREADS", "1");

  /** Whether matrix products run on the calling thread alone, unless they are taken elsewhere. */
  static final boolean SERIAL_PRODUCTS = Platform.isLinux()
      && System.getenv().getOrDefault("OPENBLAS_NUM_THREADS", "1").equals("1");

  /** glibc's {@code M_TRIM_THRESHOLD} and {@code M_MMAP_THRESHOLD}. */
  private static final int TRIM_THRESHOLD = -1;
  private static final int MMAP_THRESHOLD = -3;

  private NativeSettings() {}

  /** Sets what is not set, where the C library allows it; must run before libtorch is loaded. */
  static void apply() {
    if (!Platform.isLinux()) {
      return;
    }
    try {
      NativeLibrary library = NativeLibrary.getInstance(Platform.C_LIBRARY_NAME);
      Function setenv = library.getFunction("setenv");
      DEFAULTS.forEach((name, value) -> setenv.invokeInt(new Object[] {name, value, 0}));
      if (System.getenv().keySet().stream().noneMatch(name -> name.startsWith("MALLOC_"))) {
        keepFreedMemory(library.getFunction("mallopt"));
      }
    } catch (LinkageError e) {
      System.getLogger(NativeSettings.class.getName()).log(System.Logger.Level.DEBUG, "native settings left alone", e);
    }
  }

  /**
   * Lets the C library keep up to half a gibibyte that was freed for the next step, instead of handing it to the system
   * and having every page of it cleared again: a third of the time of inference with small activations.
   */
  private static void keepFreedMemory(Function mallopt) {
    mallopt.invokeInt(new Object[] {MMAP_THRESHOLD, 32 << 20});
    mallopt.invokeInt(new Object[] {TRIM_THRESHOLD, 512 << 20});
  }
}
