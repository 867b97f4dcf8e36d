package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea compare}: a table of several networks, and what is said where that cannot be. */
class CompareCommandTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("mine.yaml");
    Files.writeString(file, """
        name: mine
        smoke: true
        settings: [optimizer.lr=0.003, data.testLimit=100]
        entries:
          - {label: first, model: lenet5, settings: [training.steps=80]}
          - {label: second, model: lenet5, settings: [training.steps=60]}
        """);
  }

  @Test
  void aTableIsWrittenAndASecondCallKeepsWhatIsThere() {
    Path out = folder.resolve("out");
    Cli cli = Cli.run("compare", file, "--out", out);
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("2 of 2 networks learned", out.resolve("table.md").toString());
    assertThat(cli.err()).containsPattern("1/2 first  accuracy \\d\\d\\.\\d %  loss 2\\.\\d+ to \\d\\.\\d+ ")
        .contains("2/2 second").doesNotContain("(kept)");
    assertThat(out.resolve("table.md")).content().contains("| first |", "| second |");
    Cli again = Cli.run("compare", file, "--out", out, "--json");
    assertThat(again.code()).isZero();
    JsonNode rows = again.json();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).get("label").asText()).isEqualTo("second");
    assertThat(rows.get(1).get("steps").asInt()).isEqualTo(60);
    assertThat(Cli.run("compare", file, "--out", out).err()).contains("1/2 first", "(kept)");
  }

  @Test
  void withoutANameTheComparisonsAreListed() {
    assertThat(Cli.run("compare").out()).containsPattern("classification-smoke +Classifiers from scratch");
    assertThat(Cli.run("compare", "--json").json().get(0).get("comparison").asText()).isEqualTo("classification-smoke");
  }

  @Test
  void whoDoesNotLearnMakesItFail() {
    Cli cli = Cli.run("compare", file, "--out", folder.resolve("out"), "--set", "optimizer.lr=0", "--set",
        "training.steps=20");
    assertThat(cli.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(cli.out()).contains("0 of 2 networks learned");
  }

  @Test
  void whatCannotBeComparedIsSaid() throws IOException {
    assertThat(Cli.run("compare", "classification-smok").err()).contains("Did you mean classification-smoke?");
    assertThat(Cli.run("compare", folder.resolve("none.yaml")).code()).isEqualTo(ExitCode.INPUT);
    assertThat(Cli.run("compare", file, "--data", "digit").err()).contains("Did you mean digits?");
    Files.writeString(file, "name: mine\nsmoke: true\nentires: []\n");
    Cli typo = Cli.run("compare", file);
    assertThat(typo.code()).isEqualTo(ExitCode.USAGE);
    assertThat(typo.err()).contains("entires", "entries");
  }
}
