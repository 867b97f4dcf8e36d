package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fovea bench classify}. */
class BenchClassifyTest {
  @Test
  void benchListsIt() {
    assertThat(Cli.run("bench").out()).contains("classify");
    assertThat(Cli.run("bench", "--help").out()).contains("Commands:", "classify", "Time ways to run classifiers");
  }

  @Test
  void aTableMarksWhatPredictUses() {
    Cli cli = Cli.run("bench", "classify", "--models", "lenet,LeNet-5", "--seconds", "0.01", "--precision", "fp32");
    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out().lines()).hasSize(3);
    assertThat(cli.out().lines().findFirst().orElseThrow().split(" {2,}"))
        .containsExactly("network", "plain", "folded", "ch. last", "bfloat16", "speed-up", "deviation");
    assertThat(cli.out().lines().skip(1)).allMatch(line -> line.matches(
        "lenet5? +[\\d.]+ +[\\d.]+ +[\\d.]+\\* +- +[\\d.]+ +\\d\\.\\de[-+]\\d\\d"));
  }

  @Test
  void jsonHasAllFigures() {
    Cli cli = Cli.run("bench", "classify", "--models", "lenet", "--seconds", "0.01", "--batch", "2", "--precision",
        "bf16", "--json");
    assertThat(cli.code()).isZero();
    JsonNode row = cli.json().get(0);
    assertThat(row.get("model").asText()).isEqualTo("lenet");
    assertThat(row.get("input").get(0).asInt()).isEqualTo(2);
    assertThat(row.get("used").asText()).isEqualTo("BFLOAT16");
    assertThat(row.get("plain").asDouble()).isPositive();
    assertThat(row.get("bfloat16").asDouble()).isPositive();
    assertThat(row.get("speedup").asDouble()).isPositive();
    assertThat(row.get("deviation").asDouble()).isPositive();
  }

  @Test
  void aNetworkThatDoesNotTakeTheSizeIsNamedAndTheOthersAreDone() {
    Cli cli = Cli.run("bench", "classify", "--models", "lenet,vit_t_16", "--size", "32", "--seconds", "0.01",
        "--precision", "fp32");
    assertThat(cli.code()).isEqualTo(ExitCode.INPUT);
    assertThat(cli.err()).startsWith("fovea: vit_t_16: ");
    assertThat(cli.out()).contains("lenet");
  }

  @ParameterizedTest
  @CsvSource({
    "--models resent18, 'unknown model ''resent18'''",
    "--models dcgan_generator, no classifier",
    "--batch 0, more than 0",
    "--precision half, --precision",
  })
  void wrongUsageIsTwo(String words, String message) {
    Cli cli = Cli.run((Object[]) ("bench classify " + words).split(" "));
    assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains(message);
  }
}
