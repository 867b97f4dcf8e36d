package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures made by commands alone. */
class GenerateTest {
  @TempDir static Path folder;
  private static Cli trained;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    trained = Cli.run("train", "gan-digits", "--epochs", 2, "--set", "fid.samples=64", "--set", "fid.passes=1", "--out",
        folder.resolve("runs"));
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      run = runs.findFirst().orElseThrow();
    }
  }

  @Test
  void trainingSaysHowToMakePictures() {
    assertThat(trained.code()).isZero();
    assertThat(trained.out()).contains("fid", "generate --run " + run);
    Cli evaluated = Cli.run("evaluate", run, "--json");
    assertThat(evaluated.json().get("fid").asDouble()).isPositive();
  }

  @Test
  void aSheetIsOfTheSizeThatWasAskedFor() throws IOException {
    Path sheet = folder.resolve("new/sheet.png");
    Cli made = Cli.run("generate", "--run", run, "--count", 7, "--columns", 4, "--scale", 3, "--out", sheet);
    assertThat(made.err()).contains("7 pictures", "seed 1");
    assertThat(made.out().strip()).isEqualTo(sheet.toString());
    Image image = Image.read(sheet);
    assertThat(image.width()).isEqualTo(4 * (24 + 2) + 2);
    assertThat(image.height()).isEqualTo(2 * (24 + 2) + 2);
  }

  @Test
  void theSameSeedMakesTheSamePictures() throws IOException {
    byte[] first = sheet("a.png", "--seed", 5);
    assertThat(sheet("b.png", "--seed", 5)).isEqualTo(first);
    assertThat(sheet("c.png", "--seed", 6)).isNotEqualTo(first);
    assertThat(sheet("d.png", "--interpolate", "--columns", 3)).isNotEqualTo(first);
  }

  private static byte[] sheet(String name, Object... more) throws IOException {
    Path file = folder.resolve(name);
    Object[] words = Stream.concat(Stream.of("generate", run, "--count", 4, "--out", file, "--quiet"),
        Stream.of(more)).toArray();
    Cli made = Cli.run(words);
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.err()).isEmpty();
    return Files.readAllBytes(file);
  }

  @Test
  void pictureByPicture() throws IOException {
    Path out = folder.resolve("single");
    JsonNode json = Cli.run("generate", "--run", run.resolve("checkpoints/last.safetensors"), "--count", 3,
        "--separate", "--out", out, "--json").json();
    assertThat(json.get("pictures").asInt()).isEqualTo(3);
    assertThat(json.get("out").asText()).isEqualTo(out.toString());
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted()).containsExactly("0001.png", "0002.png",
          "0003.png");
    }
    assertThat(Image.read(out.resolve("0002.png"), Image.Mode.GREY).width()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({
    "--count 0, --count, 0",
    "--columns 1 --interpolate, --columns, 2 or more",
    "--class Sandal, without classes, ''",
    "--steps 10, diffusion, ''",
    "--sampler ddim, diffusion, ''",
    "--out sheet.txt, --out, .png or .jpg",
    "--scale 0, --scale, 1 to 32",
  })
  void wrongUsageIsTwo(String words, String message, String more) {
    Cli cli = Cli.run(Stream.concat(Stream.of("generate", "--run", run), Stream.of(words.split(" "))).toArray());
    assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains(message).contains(more).doesNotContain("\tat ");
  }

  @Test
  void whatMakesNoPicturesIsWrongInput() {
    assertThat(Cli.run("generate").code()).isEqualTo(ExitCode.USAGE);
    assertThat(Cli.run("generate", "--run", folder.resolve("none")).code()).isEqualTo(ExitCode.INPUT);
    Cli classifier = Cli.run("generate", "--run", run.resolve("checkpoints/classifier.safetensors"), "--out",
        folder.resolve("x.png"));
    assertThat(classifier.code()).isEqualTo(ExitCode.INPUT);
    assertThat(classifier.err()).contains("makes pictures");
  }
}
