package dev.fovea.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointsTest {
  private static final String[] NAMES = {"conv.weight", "conv.bias", "bn.num_batches_tracked"};

  @TempDir
  Path folder;

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void findsTheStateDictWhereverItIs() {
    StateDict plain = Checkpoints.load(Samples.file("plain.pth"));
    assertThat(plain.tensors()).containsOnlyKeys(NAMES);
    assertThat(plain.where()).isEqualTo("plain.pth");
    assertThat(Checkpoints.load(Samples.file("plain-legacy.pth")).tensors()).containsOnlyKeys(NAMES);

    StateDict nested = Checkpoints.load(Samples.file("nested.pth"));
    assertThat(nested.tensors()).containsOnlyKeys(NAMES);
    assertThat(nested.where()).isEqualTo("nested.pth under 'state_dict'");
    assertThat(nested.metadata()).containsEntry("epoch", "12").containsEntry("best", "0.75").doesNotContainKey("args");
    assertThat(scope.size()).as("tensors that were not asked for are freed").isEqualTo(9);
  }

  @Test
  void prefersAveragedWeightsAndObeysAKey() {
    StateDict average = Checkpoints.load(Samples.file("ema.pth"));
    assertThat(average.tensors()).containsOnlyKeys(NAMES);
    assertThat(average.tensors().get("conv.bias").toFloats()).containsExactly(1, -0.5f);
    StateDict raw = Checkpoints.load(Samples.file("ema.pth"), "model");
    assertThat(raw.tensors().get("conv.bias").toFloats()).containsExactly(0.5f, -0.25f);
    assertThat(raw.where()).isEqualTo("ema.pth under 'model'");
    assertThat(Checkpoints.load(Samples.file("ema.pth"), "model.conv").tensors()).containsOnlyKeys("weight", "bias");
    assertThat(Checkpoints.load(Samples.file("nested.pth"), "conv").tensors()).containsOnlyKeys("weight", "bias");
    assertThatThrownBy(() -> Checkpoints.load(Samples.file("ema.pth"), "student"))
        .isInstanceOf(CheckpointException.class).hasMessageContaining("'student'").hasMessageContaining("'model_ema'");
  }

  @Test
  void asksWhichOneAmongSeveral() {
    assertThatThrownBy(() -> Checkpoints.load(Samples.file("groups.pth"))).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("'encoder', 'decoder'");
    assertThat(Checkpoints.load(Samples.file("groups.pth"), "decoder").tensors()).containsOnlyKeys("w");
  }

  @Test
  void readsSafetensorsAndTakesWrappersOff() {
    StateDict small = Checkpoints.load(Samples.file("small.safetensors"));
    assertThat(small.tensors()).containsOnlyKeys("b", "a", "flags", "scalar");
    assertThat(small.metadata()).containsEntry("format", "pt");
    assertThat(small.where()).isEqualTo("small.safetensors");

    Path file = folder.resolve("wrapped");
    Safetensors.write(file, Map.of("module._orig_mod.a.w", Tensors.ones(1), "module._orig_mod.b.w", Tensors.ones(1)),
        Map.of());
    assertThat(Checkpoints.load(file).tensors()).containsOnlyKeys("a.w", "b.w");
    assertThat(Checkpoints.load(file, "a").tensors()).containsOnlyKeys("w");
    Safetensors.write(file, Map.of("module.a", Tensors.ones(1), "b", Tensors.ones(1)), Map.of());
    assertThat(Checkpoints.load(file).tensors()).containsOnlyKeys("module.a", "b");
  }

  @ParameterizedTest
  @CsvSource({"<!DOCTYPE html><html>,web page", "version https://git-lfs.github.com/spec/v1,git lfs pull",
      "hello world and more,begins with 'hello", "'',empty file"})
  void saysWhatAFileSeemsToBe(String content, String message) throws IOException {
    Path file = Files.write(folder.resolve("w.pth"), content.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Checkpoints.load(file)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("w.pth").hasMessageContaining(message);
  }
}
