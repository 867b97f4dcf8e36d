package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea train --smoke}: whether a network learns, by the exit code. */
class SmokeRunTest {
  @TempDir Path folder;

  @Test
  void aNetworkThatLearnsEndsWell() throws IOException {
    Cli cli = Cli.run("train", "lenet5", "--smoke", "--lr", 0.003, "--set", "training.steps=80", "--out",
        folder.resolve("runs"));
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).containsPattern("Loss 2\\.\\d+ at the start, [01]\\.\\d+ at the end")
        .containsPattern("Test accuracy \\d\\d\\.\\d\\d % \\(chance 10\\.00 %\\)").contains("ms a step");
    assertThat(cli.err()).contains("Smoke run of lenet5 (64,122 parameters) on digits",
        "80 steps of 32 pictures of 1x32x32, fp32");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aNetworkThatDoesNotLearnFails() {
    Cli cli = Cli.run("train", "lenet5", "--smoke", "--lr", 0, "--set", "training.steps=20");
    assertThat(cli.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(cli.err()).containsPattern("lenet5 (does not learn|hardly learns): ");
    Cli scripted = Cli.run("train", "lenet5", "--smoke", "--json", "--lr", 0, "--set", "training.steps=20");
    assertThat(scripted.code()).isEqualTo(ExitCode.FAILURE);
    JsonNode facts = scripted.json();
    assertThat(facts.get("learned").asBoolean()).isFalse();
    assertThat(facts.get("failure").asText()).startsWith("lenet5 ");
    assertThat(facts.get("chance").asDouble()).isEqualTo(0.1);
    assertThat(scripted.err()).isEmpty();
  }

  @Test
  void epochsTakeThePlaceOfSteps() {
    Cli cli = Cli.run("train", "--smoke", "--json", "--epochs", 1, "--lr", 0.003, "--batch-size", 64);
    assertThat(cli.code()).isIn(ExitCode.OK, ExitCode.FAILURE);
    assertThat(cli.json().get("steps").asInt()).isEqualTo(1438 / 64);
  }

  @Test
  void whatCannotBeTriedIsSaidBeforeAnythingBegins() {
    assertThat(Cli.run("train", "unet", "--smoke").err()).contains("unet is no classifier");
    assertThat(Cli.run("train", "lenet5-digits", "--smoke").err()).contains("not the recipe lenet5-digits");
    Cli few = Cli.run("train", "lenet5", "--smoke", "--set", "training.steps=19");
    assertThat(few.code()).isEqualTo(ExitCode.USAGE);
    assertThat(few.err()).contains("19 steps", "training.logEvery");
    Cli unknown = Cli.run("train", "lenet5", "--smoke", "--set", "training.stepps=3");
    assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("training.stepps");
  }
}
