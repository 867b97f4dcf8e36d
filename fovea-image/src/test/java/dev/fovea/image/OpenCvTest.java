package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenCvTest {
  @Test
  void usesOneThread() {
    OpenCv.load();
    assertThat(opencv_core.getNumThreads()).isEqualTo(1);
    assertThat(System.getProperty("org.bytedeco.javacpp.nopointergc")).isEqualTo("true");
  }

  /** As on a fresh machine, and with two processes that start at once. */
  @Test
  void twoProcessesUnpackIntoOneEmptyCache(@TempDir Path cache) throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      List<String> command = new ArrayList<>(List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
          "-Dorg.bytedeco.javacpp.cachedir=" + cache, "-cp", System.getProperty("java.class.path"),
          EncodeMain.class.getName()));
      if (Runtime.version().feature() >= 22) {
        command.add(1, "--enable-native-access=ALL-UNNAMED");
      }
      processes.add(new ProcessBuilder(command).redirectErrorStream(true).start());
    }
    for (Process process : processes) {
      String output = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output.trim()).isEqualTo("decoded Image(5 x 4, RGB)");
    }
    assertThat(cache.toFile().list()).isNotEmpty();
  }

  /** Writes and reads one picture; the other process of the test. */
  static final class EncodeMain {
    private EncodeMain() {}

    public static void main(String[] args) {
      System.out.println("decoded " + Image.decode(new Image(5, 4, 3).toPng()));
    }
  }
}
