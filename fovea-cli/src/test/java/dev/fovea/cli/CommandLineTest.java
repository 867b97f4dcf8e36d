package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Help, names, exit codes and the commands that list things. */
class CommandLineTest {
  static List<String> commands() {
    return new ArrayList<>(line().getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithExamplesThatParse(String command) {
    if (command.equals("help")) {
      return;
    }
    Cli help = Cli.run(command, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: fovea " + command, "Examples:", "fovea " + command, "--debug");
    assertThat(help.out().lines().dropWhile(text -> !text.equals("Examples:")).skip(1)
        .allMatch(text -> text.startsWith("  "))).as("examples fit into 80 columns").isTrue();
    List<String> examples = help.out().lines().dropWhile(text -> !text.equals("Examples:"))
        .filter(text -> text.startsWith("  fovea ")).toList();
    assertThat(examples).isNotEmpty().allSatisfy(example -> CommandExamples.check(line(), example));
  }

  @Test
  void helpListsCommandsAndExitCodes() {
    Cli help = Cli.run("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Commands:", "train", "evaluate", "predict", "models", "datasets", "recipes",
        "parity", "bench", "info", "Exit codes:", "130");
    assertThat(Cli.run().out()).isEqualTo(help.out());
  }

  @Test
  void versionIsTheBuilds() {
    assertThat(Cli.run("--version").out()).matches("fovea \\d+\\.\\d+\\.\\d+\\S* \\(Java .+\\)\\R");
  }

  @ParameterizedTest
  @CsvSource({
    "trian, 'unknown command ''trian''', 'Did you mean train?'",
    "modles, 'unknown command ''modles''', 'Did you mean models?'",
    "train --epoch 3, 'unknown option ''--epoch''', 'Did you mean --epochs?'",
    "models resent18, 'unknown model ''resent18''', 'Did you mean resnet18'",
    "models --chapter transfromers, 'unknown chapter ''transfromers''', 'Did you mean transformers?'",
    "models --sort size, --sort, parameters",
    "datasets cifra10, 'unknown data set ''cifra10''', 'Did you mean cifar10'",
    "datasets --download, --download, 'fovea datasets cifar10 --download'",
    "bench op-ad, 'unknown work ''op-ad''', 'Did you mean op-add?'",
    "info --threads, --threads, fovea info --help",
  })
  void wrongUsageIsTwoWithAHint(String words, String message, String hint) {
    Cli cli = Cli.run((Object[]) words.split(" "));
    assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).startsWith("fovea: ").contains(message).contains(hint).doesNotContain("\tat ");
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void infoNamesTheMachine() {
    JsonNode info = Cli.run("info", "--json").json();
    assertThat(info.get("libtorch").asText()).startsWith("2.10.0");
    assertThat(info.get("java").asText()).startsWith(System.getProperty("java.version"));
    assertThat(info.get("devices").asText()).startsWith("cpu");
    assertThat(Cli.run("info", "--build").out()).contains("processor", "PyTorch built with");
  }

  @Test
  void modelsAreListedFilteredSortedAndShown() {
    JsonNode all = Cli.run("models", "--json", "--sort", "parameters").json();
    assertThat(all.size()).isGreaterThan(5);
    List<Long> parameters = new ArrayList<>();
    all.forEach(model -> parameters.add(model.get("parameters").asLong()));
    assertThat(parameters).isSorted();
    assertThat(Cli.run("models", "resnet", "--quiet").out()).contains("resnet18").doesNotContain("lenet");
    assertThat(Cli.run("models", "zagoruyko", "--quiet").out()).contains("wide_resnet50_2", "11.40 G")
        .doesNotContain("densenet121").satisfies(list -> assertThat(list.lines()).allMatch(line -> line.length() <= 80));
    assertThat(Cli.run("models", "resnet18").out())
        .contains("11,689,512", "1.81 G", "Deep Residual Learning", "num_classes=1000", "fovea train resnet18");
  }

  @Test
  void dataSetsAreListedWithWhereTheyAre(@TempDir Path folder) throws Exception {
    assertThat(Cli.run("datasets").out()).contains("digits", "inside Fovea", "image-folder:PATH");
    assertThat(Cli.run("datasets", "mnist").out()).contains("LeCun", "train-images-idx3-ubyte.gz", "9,912,422");
    Files.createDirectories(folder.resolve("mnist"));
    Files.write(folder.resolve("mnist/train-images-idx3-ubyte.gz"), new byte[10]);
    JsonNode mnist = Cli.run("datasets", "mnist", "--json", "--data-dir", folder).json();
    assertThat(mnist.get("here").asBoolean()).isTrue();
    assertThat(mnist.get("where").asText()).isEqualTo(folder.resolve("mnist").toString());
    assertThat(Cli.run("datasets", "--data-dir", folder.resolve("none")).code()).isEqualTo(ExitCode.INPUT);
  }

  @Test
  void parityTellsMissingBrokenAndAbsentCards(@TempDir Path folder) throws Exception {
    String card = "{\"model\":\"%s\",\"config\":{},\"mode\":\"eval\",\"gain\":1,\"inputs\":[],\"state\":[],"
        + "\"parameters\":0,\"outputs\":[]}";
    Files.writeString(folder.resolve("unknown.json"), card.formatted("no_such_network"));
    assertThat(Cli.run("parity", folder).code()).isEqualTo(ExitCode.FAILURE);
    assertThat(Cli.run("parity", folder).out())
        .contains("missing no_such_network", "1 cards: 0 pass, 0 FAIL, 1 missing");
    assertThat(Cli.run("parity", folder, "--known-only").code()).isZero();

    Files.writeString(folder.resolve("broken.json"), "{");
    Cli broken = Cli.run("parity", folder, "--known-only", "--json");
    assertThat(broken.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(broken.json().get("summary").get("fail").asInt()).isEqualTo(1);

    assertThat(Cli.run("parity", folder.resolve("nowhere")).code()).isEqualTo(ExitCode.INPUT);
    Files.createDirectories(folder.resolve("empty"));
    assertThat(Cli.run("parity", folder.resolve("empty")).code()).isEqualTo(ExitCode.INPUT);
  }

  @Test
  void benchTimesAWork() {
    assertThat(Cli.run("bench").out()).contains("op-add", "resnet18-train");
    JsonNode result = Cli.run("bench", "op-add", "--seconds", "0.01", "--json").json();
    assertThat(result.get("medianMicros").asDouble()).isPositive();
    assertThat(result.get("precision").asText()).isEqualTo("FP32");
  }

  @Test
  void theStackComesOnlyWithDebug(@TempDir Path folder) {
    assertThat(Cli.run("parity", folder.resolve("nowhere")).err()).doesNotContain("\tat ");
    assertThat(Cli.run("parity", folder.resolve("nowhere"), "--debug").err()).contains("\tat dev.fovea");
  }

  @Test
  void coloursOnlyOnATerminalAndNotAgainstTheUser() {
    assertThat(Console.colours(false, Map.of())).isFalse();
    assertThat(Console.colours(true, Map.of("TERM", "xterm"))).isTrue();
    assertThat(Console.colours(true, Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(Console.colours(true, Map.of("NO_COLOR", ""))).isTrue();
    assertThat(Console.colours(true, Map.of("TERM", "dumb"))).isFalse();
    assertThat(Cli.run("--help").out()).doesNotContain("\u001b");
  }

  static CommandLine line() {
    return Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
  }
}
