package dev.fovea.data;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The folder where Fovea keeps what it downloads. */
public final class FoveaHome {
  private FoveaHome() {}

  /** {@code $FOVEA_HOME}, else {@code $XDG_CACHE_HOME/fovea}, else {@code ~/.cache/fovea}. */
  public static Path folder() {
    return folder(System.getenv(), System.getProperty("user.home"));
  }

  /** The folder of downloaded data sets. */
  public static Path datasets() {
    return folder().resolve("datasets");
  }

  static Path folder(Map<String, String> environment, String home) {
    String own = nonEmpty(environment.get("FOVEA_HOME"));
    if (own != null) {
      return Path.of(own);
    }
    String cache = nonEmpty(environment.get("XDG_CACHE_HOME"));
    return (cache != null ? Path.of(cache) : Path.of(home, ".cache")).resolve("fovea");
  }

  private static @Nullable String nonEmpty(@Nullable String value) {
    return value == null || value.isBlank() ? null : value;
  }
}
