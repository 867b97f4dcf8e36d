package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.image.Image;
import dev.fovea.image.NumberedPng;
import dev.fovea.nn.Layer;
import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures and masks to masks of other pictures, by commands alone. */
class SegmentCommandTest {
  @TempDir static Path folder;
  private static Cli trained;
  private static Path run;
  private static Path picture;

  @BeforeAll
  static void train() throws IOException {
    Path images = Files.createDirectories(folder.resolve("shapes/images"));
    Path masks = Files.createDirectories(folder.resolve("shapes/masks"));
    for (int i = 0; i < 12; i++) {
      halves(4 + 2 * i, 255).write(images.resolve(i + ".png"));
      Image mask = halves(4 + 2 * i, 1).toGrey();
      Files.write(masks.resolve(i + ".png"), NumberedPng.encode(mask, List.of(0, 0xff0000)));
    }
    Files.writeString(folder.resolve("shapes/classes.txt"), "left\nright\n");
    trained = Cli.run("train", "unet-camvid", "--data", "mask-folder:" + folder.resolve("shapes"), "--set",
        "data.width=32", "--set", "data.height=32", "--set", "model.config.width=4", "--batch-size", 2, "--epochs", 6,
        "--set", "training.evaluateEvery=3", "--set", "data.augment.flip=false", "--set", "training.precision=fp32",
        "--set", "data.augment.jitter=0", "--out", folder.resolve("runs"));
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      run = runs.findFirst().orElseThrow();
    }
    picture = folder.resolve("wide photo.png");
    dev.fovea.image.Resize.resize(halves(16, 255), 80, 64, dev.fovea.image.Interpolation.NEAREST).write(picture);
  }

  /** Dark up to a column and light behind it, in samples of 0 and {@code light}. */
  private static Image halves(int column, int light) {
    Image image = new Image(32, 32, 3);
    for (int y = 0; y < 32; y++) {
      for (int x = column; x < 32; x++) {
        for (int c = 0; c < 3; c++) {
          image.set(x, y, c, light);
        }
      }
    }
    return image;
  }

  @Test
  void trainTellsFiguresAndTheNextCommand() {
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("on mask-folder:", "6 epochs of");
    assertThat(trained.out()).containsPattern("Validation mean_iou \\d+\\.\\d\\d %, accuracy \\d+\\.\\d\\d %, loss")
        .contains("segment --run " + run + " PICTURE").doesNotContain("iou/");
  }

  @Test
  void evaluateMeasuresTheTestPartByClass() {
    JsonNode result = Cli.run("evaluate", run, "--json").json();
    assertThat(result.get("split").asText()).isEqualTo("test");
    assertThat(result.get("mean_iou").asDouble())
        .isEqualTo((result.get("iou/left").asDouble() + result.get("iou/right").asDouble()) / 2);
    assertThat(Cli.run("evaluate", run).out()).contains("test:", "mean_iou", "iou/right");
  }

  @Test
  void segmentWritesMasksAndOverlays() throws IOException {
    Path out = folder.resolve("out");
    JsonNode answer = Cli.run("segment", "--run", run, picture, "--out", out, "--json").json().get(0);
    Path mask = Path.of(answer.get("mask").asText());
    assertThat(mask).isEqualTo(out.resolve("wide photo-mask.png"));
    Image numbers = NumberedPng.decode(Files.readAllBytes(mask));
    assertThat(numbers.width()).isEqualTo(80);
    assertThat(numbers.height()).isEqualTo(64);
    double right = 0;
    for (byte number : numbers.data()) {
      right += number == 1 ? 1.0 / numbers.data().length : 0;
    }
    double share = 0;
    for (JsonNode one : answer.get("classes")) {
      share = one.get("class").asText().equals("right") ? one.get("share").asDouble() : share;
    }
    assertThat(share).isBetween(right - 1e-9, right + 1e-9);
    Image overlay = Image.read(Path.of(answer.get("overlay").asText()));
    assertThat(overlay.height()).isGreaterThan(64);
    assertThat(Cli.run("segment", "--run", run, picture, "--out", out).out())
        .contains(picture.toString(), " %  right", "wide photo-overlay.png");
    assertThat(Cli.run("segment", "--weights", run.resolve("checkpoints/best.safetensors"), picture, "--out", out,
        "--size", 0, "--tile", 32, "--overlap", 16, "--quiet").out().strip()).isEqualTo(mask.toString());
  }

  @Test
  void picturesOfOneNameDoNotOverwriteEachOther() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other")).resolve("wide photo.jpg");
    Image.read(picture).write(other);
    Path bad = Files.writeString(folder.resolve("bad.png"), "no picture");
    Path out = folder.resolve("several");
    Cli done = Cli.run("segment", "--run", run, picture, bad, other, "--out", out, "--quiet");
    assertThat(done.code()).isEqualTo(ExitCode.INPUT);
    assertThat(done.err()).contains("bad.png");
    assertThat(done.out().lines()).containsExactly(out.resolve("wide photo-mask.png").toString(),
        out.resolve("wide photo-2-mask.png").toString());
  }

  @Test
  void weightsOfOthersNeedTheNameOfTheirNetwork() throws IOException {
    Path file = folder.resolve("others.safetensors");
    try (Layer network = Models.create("unet", ModelConfig.of("width", 2).with("n_classes", 5), Layer.class)) {
      Safetensors.write(file, network.stateDict(), Map.of());
    }
    Cli done = Cli.run("segment", "--model", "unet", "--set", "width=2", "--set", "n_classes=5", "--weights", file,
        picture, "--out", folder.resolve("foreign"), "--json");
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(Integer.parseInt(done.json().get(0).get("classes").get(0).get("class").asText())).isBetween(0, 4);
    assertThat(Cli.run("segment", "--weights", file, picture).err()).contains("--model unet");
    assertThat(Cli.run("segment", "--model", "resnet18", "--weights", file, picture).err())
        .contains("resnet18 is a network of classification");
  }

  @Test
  void theJavaOfThePageIsCompiledCode() throws IOException {
    Path root = Repository.root();
    String source =
        Files.readString(root.resolve("fovea-cli/src/test/java/dev/fovea/cli/SegmentationExample.java"));
    String body = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("\n    // end")).stripIndent();
    assertThat(Files.readString(root.resolve("docs/segmentation.md"))).contains("```java\n" + body + "\n```");
  }

  @Test
  void mistakesAreNamed() {
    assertThat(Cli.run("segment", picture).err()).contains("--run or --weights");
    assertThat(Cli.run("segment", "--run", folder.resolve("none"), picture).code()).isEqualTo(ExitCode.INPUT);
    Cli tile = Cli.run("segment", "--run", run, picture, "--tile", 100);
    assertThat(tile.code()).isEqualTo(ExitCode.USAGE);
    assertThat(tile.err()).contains("--tile: expected a multiple of 16", "got 100");
    assertThat(Cli.run("segment", "--run", run, picture, "--size", -1).err()).contains("--size");
    assertThat(Cli.run("segment", "--run", run, "--weights", "x", picture).err()).contains("not both");
    assertThat(Cli.run("segment", "--run", run, "--set", "a=b", picture).err()).contains("--set goes with --model");
  }
}
