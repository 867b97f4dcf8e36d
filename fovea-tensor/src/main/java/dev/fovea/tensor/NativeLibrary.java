package dev.fovea.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Loader;

/**
 * Loads libtorch once, safely, the first time that a tensor is needed.
 *
 * <p>The binding unpacks some 445 MB of libraries into a cache in the home directory on first use. Loading one library
 * while its neighbours are still being unpacked crashes the process, and so does a second process that unpacks at the
 * same time; so everything is unpacked first, under a file lock, and only then loaded. The binding's bookkeeping for
 * the garbage collector is switched off: {@link Scope} owns native memory.
 */
public final class NativeLibrary {
  private static volatile boolean loaded;

  static {
    System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
    System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
  }

  private NativeLibrary() {}

  /** Loads libtorch and sets its threads to the physical cores; later calls return at once. */
  public static void load() {
    if (!loaded) {
      loadOnce();
    }
  }

  private static synchronized void loadOnce() {
    if (loaded) {
      return;
    }
    unpack(List.of(
        new Bundle("org.bytedeco.javacpp.presets.javacpp", "javacpp"),
        new Bundle("org.bytedeco.openblas.presets.openblas", "openblas"),
        new Bundle("org.bytedeco.pytorch.presets.torch", "pytorch")));
    NativeSettings.apply();
    try {
      Loader.load(org.bytedeco.pytorch.global.torch.class);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "libtorch for " + Loader.getPlatform() + " could not be loaded: " + e.getMessage()
              + ". Build Fovea on this machine, or with -Dnative.platform=PLATFORM for another one.", e);
    }
    loaded = true;
    Threads.set(Integer.getInteger("fovea.threads", Threads.physicalCores()));
  }

  /** A native package: the class that names its artifact, and the last part of its package. */
  public record Bundle(String presets, String folder) {}

  /**
   * Unpacks native packages into the binding's cache under a lock shared by all processes.
   *
   * @throws UncheckedIOException if the cache cannot be written
   */
  public static synchronized void unpack(List<Bundle> bundles) {
    try {
      Path cache = Loader.getCacheDir().toPath();
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(cache.resolve("fovea.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        Set<String> done = new HashSet<>();
        for (Bundle bundle : bundles) {
          for (String extension : List.of("", "-gpu")) {
            String resource = "/org/bytedeco/" + bundle.folder() + "/" + Loader.getPlatform() + extension + "/";
            if (done.add(resource)) {
              Loader.cacheResources(Class.forName(bundle.presets(), false, NativeLibrary.class.getClassLoader()),
                  resource);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The native libraries could not be unpacked into " + cacheName() + ": " + e.getMessage()
              + ". Free some 600 MB there, or choose another folder with -Dorg.bytedeco.javacpp.cachedir=DIR.", e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("A native package is missing from the class path: " + e.getMessage(), e);
    }
  }

  static String cacheName() {
    return System.getProperty("org.bytedeco.javacpp.cachedir", System.getProperty("user.home") + "/.javacpp/cache");
  }
}
