package dev.fovea.tensor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * Settings that libtorch's own libraries read from the environment when they are loaded; what the user has set stays.
 *
 * <p>Convolutions run on OpenMP's threads, matrix products on OpenBLAS's. Each kind waits for more work by spinning, by
 * default for milliseconds, on cores that the other kind then needs: on two cores forward and backward of one 256x256
 * product took 25 ms instead of 0.8. Short spins end that.
 */
final class NativeSettings {
  private static final Map<String, String> DEFAULTS = Map.of(
      "GOMP_SPINCOUNT", "1000",
      "OPENBLAS_THREAD_TIMEOUT", "14");

  private NativeSettings() {}

  /** Sets what is not set, where the C library allows it; must run before libtorch is loaded. */
  static void apply() {
    if (!Platform.isLinux()) {
      return;
    }
    try {
      Function setenv = NativeLibrary.getInstance(Platform.C_LIBRARY_NAME).getFunction("setenv");
      DEFAULTS.forEach((name, value) -> setenv.invokeInt(new Object[] {name, value, 0}));
    } catch (LinkageError e) {
      System.getLogger(NativeSettings.class.getName()).log(System.Logger.Level.DEBUG, "native settings left alone", e);
    }
  }
}
