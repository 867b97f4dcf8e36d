package dev.fovea.image;

import dev.fovea.tensor.NativeLibrary;
import java.io.UncheckedIOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;

/**
 * Brings OpenCV's native libraries into the process, once, before their first use.
 *
 * <p>They are unpacked in the way of {@link NativeLibrary}, before any of them is loaded.
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
    try {
      NativeLibrary.unpack(List.of(
          new NativeLibrary.Bundle("org.bytedeco.javacpp.presets.javacpp", "javacpp"),
          new NativeLibrary.Bundle("org.bytedeco.openblas.presets.openblas", "openblas"),
          new NativeLibrary.Bundle("org.bytedeco.opencv.presets.opencv_core", "opencv")));
      Loader.load(opencv_core.class);
      Loader.load(opencv_imgcodecs.class);
      // The loader's workers each decode their own picture; threads inside one picture would only compete with them.
      opencv_core.setNumThreads(1);
      loaded = true;
    } catch (UncheckedIOException | LinkageError e) {
      throw new IllegalStateException("OpenCV could not be loaded for the platform " + Loader.getPlatform()
          + ". Expected its native jar (org.bytedeco:opencv with the classifier " + Loader.getPlatform()
          + ") on the class path and a cache folder that can be written (-Dorg.bytedeco.javacpp.cachedir=FOLDER)."
          + " Add the jar, or build with -Dnative.platform=" + Loader.getPlatform() + ".", e);
    }
  }
}
