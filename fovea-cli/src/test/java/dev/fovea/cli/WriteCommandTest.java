package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A text of one's own is learned and written by commands alone. */
class WriteCommandTest {
  @TempDir static Path folder;
  private static Cli trained;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    Path text = Files.writeString(folder.resolve("song.txt"), "Row, row, row your boat.\n".repeat(40));
    trained = Cli.run("train", "char-rnn-shakespeare", "--data", "text:" + text, "--epochs", 2, "--batch-size", 4,
        "--set", "model.hidden=16", "--set", "data.window=20", "--out", folder.resolve("runs"));
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      run = runs.findFirst().orElseThrow();
    }
  }

  @Test
  void trainingSpeaksOfCharactersAndSaysHowToWrite() {
    assertThat(trained.code()).isZero();
    assertThat(trained.err()).contains("Training char_rnn lstm", "steps of 80 characters", "validation loss");
    assertThat(trained.out()).contains("Validation loss", "perplexity", "write --run " + run);
    assertThat(run.getFileName().toString()).startsWith("char_rnn-lstm-song.txt-");
  }

  @Test
  void writesThePrimeAndWhatFollows() {
    Cli written = Cli.run("write", "--run", run, "--prime", "Row,", "--length", 50);
    assertThat(written.code()).isZero();
    assertThat(written.out()).startsWith("Row,").endsWith("\n").hasSize(4 + 50 + 1);
    assertThat(Cli.run("write", "--run", run, "--prime", "Row,", "--length", 50).out()).isEqualTo(written.out());
    assertThat(Cli.run("write", "--run", run, "--prime", "Row,", "--length", 50, "--seed", 2).out())
        .isNotEqualTo(written.out());
    JsonNode json = Cli.run("write", "--weights", run.resolve("checkpoints/best.safetensors"), "--prime", "Row,",
        "--length", 50, "--json").json();
    assertThat(json.get("prime").asText() + json.get("text").asText() + "\n").isEqualTo(written.out());
    assertThat(json.get("temperature").asDouble()).isEqualTo(0.8);
  }

  @Test
  void evaluateMeasuresTheValidationPart() {
    JsonNode result = Cli.run("evaluate", run, "--json").json();
    assertThat(result.get("split").asText()).isEqualTo("validation");
    assertThat(trained.out()).contains(TrainingView.metric("loss", result.get("loss").asDouble()));
  }

  @Test
  void wrongWishesAreNamed() {
    Cli unknown = Cli.run("write", "--run", run, "--prime", "Été");
    assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("prime: unknown characters 'É' U+00C9, 'é' U+00E9");
    assertThat(Cli.run("write").err()).contains("which network?", "train char-rnn-shakespeare");
    assertThat(Cli.run("write", "--run", run, "--temperature", -1).code()).isEqualTo(ExitCode.USAGE);
    assertThat(Cli.run("write", "--run", run, "--length", -1).code()).isEqualTo(ExitCode.USAGE);
    assertThat(Cli.run("write", "--weights", folder.resolve("none")).code()).isEqualTo(ExitCode.INPUT);
    assertThat(Cli.run("write", "--run", run, "--weights", run).err()).contains("not both");
    Cli missing = Cli.run("train", "char-rnn-shakespeare", "--data", "text:" + folder.resolve("none.txt"));
    assertThat(missing.code()).isEqualTo(ExitCode.INPUT);
    assertThat(missing.err()).contains("none.txt: no such file");
  }
}
