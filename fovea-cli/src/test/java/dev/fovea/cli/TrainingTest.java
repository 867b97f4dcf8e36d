package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.data.Datasets;
import dev.fovea.data.ImageClassification;
import dev.fovea.data.LabeledImage;
import dev.fovea.data.Split;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.Safetensors;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From data to answers, by commands alone. */
class TrainingTest {
  @TempDir static Path folder;
  private static Cli trained;
  private static Path run;
  private static Path digit;

  @BeforeAll
  static void train() throws IOException {
    trained = Cli.run("train", "--epochs", 3, "--out", folder.resolve("runs"));
    run = onlyRun(folder.resolve("runs"));
    ImageClassification digits = Datasets.open("digits", Split.TEST);
    LabeledImage first = digits.get(0);
    digit = folder.resolve("digit.png");
    first.image().write(digit);
  }

  @Test
  void trainEndsWithTheFigureTheRunAndTheNextCommands() {
    assertThat(trained.code()).isZero();
    assertThat(trained.err()).contains("Training lenet5 (64,122 parameters) on digits", "3 epochs of", "Epoch 3/3");
    assertThat(trained.out()).containsPattern("Test accuracy \\d\\d\\.\\d\\d %, loss 0\\.\\d+ \\(epoch \\d of 3\\)")
        .contains("evaluate " + run, "predict --run " + run, run.resolve("report.html").toUri().toString());
    assertThat(run.resolve("report.html")).exists();
  }

  @Test
  void evaluateAgreesWithTraining() {
    JsonNode result = Cli.run("evaluate", run, "--json").json();
    assertThat(result.get("samples").asInt()).isEqualTo(359);
    assertThat(result.get("accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(trained.out()).contains(TrainingView.metric("accuracy", result.get("accuracy").asDouble()));
    assertThat(Cli.run("evaluate", run).out()).contains("Accuracy", "recall", "precision");
  }

  @Test
  void predictNamesAPicture() throws IOException {
    int label = Datasets.open("digits", Split.TEST).label(0);
    JsonNode answer = Cli.run("predict", "--run", run, digit, "--json", "--top", 3).json().get(0);
    assertThat(answer.get("picture").asText()).isEqualTo(digit.toString());
    assertThat(answer.get("predictions")).hasSize(3);
    assertThat(answer.get("predictions").get(0).get("class").asText()).isEqualTo(Integer.toString(label));
    assertThat(Cli.run("predict", "--run", run, digit).out()).startsWith(digit.toString()).contains(" %  " + label);
    Cli weights = Cli.run("predict", "--weights", run.resolve("checkpoints/best.safetensors"), digit, "--quiet");
    assertThat(weights.out()).containsPattern("^ *\\d+\\.\\d\\d %  " + label + " ");
  }

  @Test
  void aBrokenPictureIsNamedAndTheOthersAreDone() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    Files.copy(digit, pictures.resolve("a.png"));
    Files.write(pictures.resolve("b.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    Files.copy(digit, pictures.resolve("c.png"));
    Files.writeString(pictures.resolve("notes.txt"), "not a picture");
    Cli cli = Cli.run("predict", "--run", run, pictures, folder.resolve("absent.jpg"));
    assertThat(cli.code()).isEqualTo(ExitCode.INPUT);
    assertThat(cli.out().lines()).hasSize(2).allMatch(line -> line.contains(" %  "));
    assertThat(cli.err()).contains("b.png", "absent.jpg: no such file").doesNotContain("notes.txt");
    JsonNode all = Cli.run("predict", "--run", run, pictures, "--json").json();
    assertThat(all).hasSize(3);
    assertThat(all.get(1).get("error").asText()).contains("b.png");
  }

  @Test
  void scriptsGetJsonAndNothingElse() throws IOException {
    Cli cli = Cli.run("train", "--json", "--set", "training.steps=2", "--seed", 7, "--out", folder.resolve("json"));
    assertThat(cli.json().get("step").asInt()).isEqualTo(2);
    assertThat(cli.json().get("outcome").asText()).isEqualTo("completed");
    assertThat(cli.err()).isEmpty();
    assertThat(Files.readString(onlyRun(folder.resolve("json")).resolve("config.yaml"))).contains("seed: 7");
    Cli quiet = Cli.run("train", "--quiet", "--set", "training.steps=2", "--out", folder.resolve("quiet"));
    assertThat(quiet.err()).isEmpty();
    assertThat(quiet.out().lines()).hasSize(1);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCWritesACheckpointAndResumeEndsAsIfNothingHadHappened() throws Exception {
    Path runs = folder.resolve("stopped");
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path"), "dev.fovea.cli.Main", "train",
        "--epochs", "3", "--out", runs.toString()).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        if (line.startsWith("Epoch 1/3")) {
          new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        }
      }
    }
    assertThat(process.waitFor()).as(said.toString()).isEqualTo(ExitCode.INTERRUPTED);
    Path stopped = onlyRun(runs);
    assertThat(said).contains("Nothing is lost", "fovea train --resume " + stopped);

    Cli resumed = Cli.run("train", "--resume", stopped);
    assertThat(resumed.code()).isZero();
    assertThat(resumed.err()).contains("Resuming at step", "Epoch 3/3");
    assertThat(Files.mismatch(stopped.resolve("checkpoints/last.safetensors"),
        run.resolve("checkpoints/last.safetensors"))).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "train resent18, 2, 'unknown model or recipe ''resent18'''",
    "train --data cifra10, 2, Did you mean cifar10",
    "train --set training.epcohs=3, 2, training.epcohs",
    "train --set training.epochs=few, 2, expected a whole number",
    "train --epochs many, 2, --epochs",
    "train --epochs 0, 2, epochs",
    "train --recipe lenet5-digit, 2, Did you mean lenet5-digits?",
    "train --recipe none.yaml, 3, no such recipe file",
    "train --resume runs/none, 3, there is no run folder",
    "train --resume runs/none --epochs 3, 2, --resume goes on as the run began",
    "train --device cuda:99x, 2, --device",
    "train --threads 0, 2, --threads",
    "train --data image-folder:nowhere, 3, there is no folder nowhere",
    "evaluate runs/none, 3, there is no run folder",
    "evaluate, 2, which data set",
    "evaluate --data digits, 2, which network",
    "predict --model resnet18 x.png, 2, needs --weights",
    "predict --model resnet18 --weights none.pth x.png, 3, none.pth: no such file",
    "predict --model resent18 --weights none.pth x.png, 2, Did you mean resnet18",
    "predict x.png, 2, which network",
    "predict --run runs/none, 2, PICTURE",
  })
  void mistakesAreNamed(String words, int code, String message) {
    Cli cli = Cli.run((Object[]) words.split(" "));
    assertThat(cli.err()).startsWith("fovea: ").contains(message).doesNotContain("\tat ");
    assertThat(cli.code()).isEqualTo(code);
  }

  @Test
  void weightsOfANetworkWithOtherOptionsAreUsed() {
    Path file = folder.resolve("three.safetensors");
    try (Layer network = Models.classifier("lenet5", ModelConfig.of("num_classes", 3))) {
      Safetensors.write(file, network.stateDict(), Map.of());
    }
    Cli plain = Cli.run("predict", "--model", "lenet5", "--weights", file, digit);
    assertThat(plain.code()).isEqualTo(ExitCode.INPUT);
    assertThat(plain.err()).contains("three.safetensors");
    JsonNode answer = Cli.run("predict", "--model", "lenet5", "--set", "num_classes=3", "--weights", file, digit,
        "--json").json().get(0);
    assertThat(answer.get("predictions")).hasSize(3);
    assertThat(Cli.run("predict", "--model", "lenet5", "--set", "clases=3", "--weights", file, digit).code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theReadmesJavaRuns() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      ReadmeExample.run(folder.resolve("readme"), digit);
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).containsPattern("accuracy 0\\.9\\d+.*\\R.*name=\\d");
  }

  @Test
  void checkpointsOfOtherNetworksAreRefused() throws IOException {
    Path weights = run.resolve("checkpoints/best.safetensors");
    Cli other = Cli.run("predict", "--model", "resnet18", "--weights", weights, digit);
    assertThat(other.code()).isEqualTo(ExitCode.INPUT);
    assertThat(other.err()).contains("holds weights of lenet5, not of resnet18");
    Path cut = folder.resolve("cut.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    Cli broken = Cli.run("predict", "--weights", cut, digit);
    assertThat(broken.code()).isEqualTo(ExitCode.INPUT);
    assertThat(broken.err()).contains("cut.safetensors");
    Cli classes = Cli.run("evaluate", run, "--data", "image-folder:" + twoClasses());
    assertThat(classes.code()).isEqualTo(ExitCode.INPUT);
    assertThat(classes.err()).contains("the network knows 10 classes");
  }

  private static Path twoClasses() throws IOException {
    Path root = folder.resolve("two");
    for (String name : List.of("cat", "dog")) {
      Path part = Files.createDirectories(root.resolve(name));
      for (int i = 0; i < 5; i++) {
        Files.copy(digit, part.resolve(i + ".png"));
      }
    }
    return root;
  }

  private static Path onlyRun(Path runs) throws IOException {
    try (Stream<Path> children = Files.list(runs)) {
      List<Path> all = children.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }
}
