package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged files either decode or are refused; the process survives within a small heap. */
class ImageFuzzTest {
  private static final int ROUNDS = 500;

  @Test
  void mutationsDecodeOrAreRefused() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m", "-cp", System.getProperty("java.class.path"), FuzzMain.class.getName(), "" + ROUNDS, "17");
    // The decoders speak on the error stream of each damaged file.
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
    assertThat(process.waitFor()).as("exit status after %s", lines).isZero();
    assertThat(lines).hasSize(27).allSatisfy(line -> {
      String[] words = line.split(" ");
      int decoded = Integer.parseInt(words[1]);
      int refused = Integer.parseInt(words[2]);
      assertThat(decoded + refused).as(line).isEqualTo(ROUNDS);
      assertThat(refused).as(line).isGreaterThan(ROUNDS / 5);
    });
  }
}
