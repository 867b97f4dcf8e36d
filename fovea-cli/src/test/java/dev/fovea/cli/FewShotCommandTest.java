package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.image.Canvas;
import dev.fovea.image.Image;
import dev.fovea.models.selfsupervised.ProtoNet;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.Generator;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea fewshot} with weights from elsewhere, untrained: even random features tell a cross from a bar. */
class FewShotCommandTest {
  @TempDir static Path folder;
  private static Path weights;
  private static Path support;

  @BeforeAll
  static void files() throws IOException {
    Generator.seedAll(1);
    weights = folder.resolve("protonet.safetensors");
    try (ProtoNet network = new ProtoNet(ProtoNet.PROTONET)) {
      Safetensors.write(weights, network.stateDict(), Map.of());
    }
    support = folder.resolve("signs");
    for (int i = 0; i < 2; i++) {
      picture("signs/bar/" + i + ".png", false, 2 * i);
      picture("signs/cross/" + i + ".png", true, 2 * i);
    }
    picture("new/bar.png", false, 1);
    picture("new/cross.png", true, 1);
  }

  private static Path picture(String name, boolean cross, int shift) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Canvas canvas = new Canvas(new Image(90, 90, 3)).fillRectangle(0, 0, 90, 90, Color.WHITE)
        .line(20 + shift, 45, 70 + shift, 45, Color.BLACK, 5);
    (cross ? canvas.line(45 + shift, 20, 45 + shift, 70, Color.BLACK, 5) : canvas).toImage().write(file);
    return file;
  }

  @Test
  void namesPicturesByOwnClasses() {
    Cli one = Cli.run("fewshot", "--weights", weights, "--support", support, folder.resolve("new/cross.png"));
    assertThat(one.err()).isEmpty();
    assertThat(one.code()).isZero();
    assertThat(one.out()).startsWith(folder.resolve("new/cross.png").toString()).containsSubsequence(" %  cross", " %  bar");
    Cli both = Cli.run("fewshot", "--weights", weights, "--support", support, folder.resolve("new"));
    assertThat(both.out().lines()).hasSize(2);
    assertThat(both.out()).containsPattern("bar +" + java.util.regex.Pattern.quote(folder.resolve("new/bar.png").toString()));
    JsonNode json = Cli.run("fewshot", "--weights", weights, "--support", support, folder.resolve("new"), "--json").json();
    assertThat(json).hasSize(2);
    assertThat(json.get(1).get("predictions").get(0).get("class").asText()).isEqualTo("cross");
    assertThat(json.get(1).get("predictions").get(0).get("probability").asDouble()
        + json.get(1).get("predictions").get(1).get("probability").asDouble()).isBetween(0.999, 1.001);
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    Path picture = folder.resolve("new/bar.png");
    Cli neither = Cli.run("fewshot", "--support", support, picture);
    assertThat(neither.code()).isEqualTo(ExitCode.USAGE);
    assertThat(neither.err()).contains("give a run or a file of weights", "protonet-omniglot-small1");
    Cli absent = Cli.run("fewshot", "--weights", weights, "--support", folder.resolve("absent"), picture);
    assertThat(absent.code()).isEqualTo(ExitCode.INPUT);
    assertThat(absent.err()).contains("expected a folder of class folders, got nothing at", "CLASS");
    Cli none = Cli.run("fewshot", "--weights", weights, "--support", folder.resolve("new"), picture);
    assertThat(none.err()).contains("holds no class folder; expected at least two");
    Files.createDirectories(folder.resolve("single/only"));
    Cli single = Cli.run("fewshot", "--weights", weights, "--support", folder.resolve("single"), picture);
    assertThat(single.code()).isEqualTo(ExitCode.INPUT);
    assertThat(single.err()).contains("one class folder, and there is nothing to tell it from");
    Files.createDirectories(folder.resolve("single/empty"));
    Cli empty = Cli.run("fewshot", "--weights", weights, "--support", folder.resolve("single"), picture);
    assertThat(empty.code()).isEqualTo(ExitCode.INPUT);
    assertThat(empty.err()).contains("no pictures in the class folders [empty, only]");
    Path broken = folder.resolve("broken.png");
    Files.writeString(broken, "no picture");
    Cli cli = Cli.run("fewshot", "--weights", weights, "--support", support, broken, picture);
    assertThat(cli.code()).isEqualTo(ExitCode.INPUT);
    assertThat(cli.err()).contains("broken.png");
    assertThat(cli.out().lines()).hasSize(1);
    Files.createDirectories(folder.resolve("damaged"));
    Files.createDirectories(folder.resolve("damaged/a"));
    Files.createDirectories(folder.resolve("damaged/b"));
    Files.copy(picture, folder.resolve("damaged/a/1.png"));
    Files.copy(broken, folder.resolve("damaged/b/2.png"));
    Cli damaged = Cli.run("fewshot", "--weights", weights, "--support", folder.resolve("damaged"), picture);
    assertThat(damaged.code()).isEqualTo(ExitCode.INPUT);
    assertThat(damaged.err()).contains("2.png");
    Cli noRun = Cli.run("fewshot", "--run", folder.resolve("norun"), "--support", support, picture);
    assertThat(noRun.err()).contains("there is no run folder");
  }
}
