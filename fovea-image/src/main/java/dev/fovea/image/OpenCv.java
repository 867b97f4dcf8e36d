package dev.fovea.image;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;

/**
 * Brings OpenCV's native libraries into the process, once, before their first use.
 *
 * <p>The libraries travel inside jars and are unpacked into JavaCPP's cache folder. All of them are unpacked first,
 * under a lock which other processes respect, and only then loaded: a library that is loaded while its dependencies
 * are still being written can take the process down.
 */
final class OpenCv {
  private static volatile boolean loaded;

  private OpenCv() {}

  /**
   * Loads the libraries unless they are loaded. Cheap afterwards.
   *
   * @throws IllegalStateException if the libraries of this platform are not on the class path or cannot be unpacked
   */
  static void load() {
    if (!loaded) {
      loadOnce();
    }
  }

  private static synchronized void loadOnce() {
    if (loaded) {
      return;
    }
    // Without the collector's phantom references allocation is much faster; every native object is closed by hand.
    System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
    try {
      unpack();
      Loader.load(opencv_core.class);
      Loader.load(opencv_imgcodecs.class);
      // The loader's workers each decode their own picture; threads inside one picture would only compete with them.
      opencv_core.setNumThreads(1);
      loaded = true;
    } catch (IOException | LinkageError e) {
      throw new IllegalStateException("OpenCV could not be loaded for the platform " + Loader.getPlatform()
          + ". Expected its native jar (org.bytedeco:opencv with the classifier " + Loader.getPlatform()
          + ") on the class path and a cache folder that can be written (-Dorg.bytedeco.javacpp.cachedir=FOLDER)."
          + " Add the jar, or build with -Dnative.platform=" + Loader.getPlatform() + ".", e);
    }
  }

  private static void unpack() throws IOException {
    File lockFile = new File(Loader.getCacheDir(), ".fovea-opencv.lock");
    try (RandomAccessFile file = new RandomAccessFile(lockFile, "rw"); FileLock held = file.getChannel().lock()) {
      unpack(org.bytedeco.javacpp.presets.javacpp.class, "javacpp");
      unpack(org.bytedeco.openblas.presets.openblas.class, "openblas");
      unpack(org.bytedeco.opencv.presets.opencv_core.class, "opencv");
      if (!held.isValid()) {
        throw new IOException("The lock " + lockFile + " was lost while the libraries were unpacked.");
      }
    }
  }

  private static void unpack(Class<?> presets, String library) throws IOException {
    Loader.cacheResources(presets, "/org/bytedeco/" + library + "/" + Loader.getPlatform() + "/");
  }
}
