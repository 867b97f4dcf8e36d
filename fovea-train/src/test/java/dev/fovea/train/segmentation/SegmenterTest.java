package dev.fovea.train.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.ImageTensors;
import dev.fovea.data.Normalization;
import dev.fovea.data.SplitMix64;
import dev.fovea.image.Geometry;
import dev.fovea.image.Image;
import dev.fovea.image.NumberedPng;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvOptions;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmenterTest {
  private static final List<String> CLASSES = List.of("a", "b", "c");

  @TempDir
  private Path folder;

  private static Image noise(int width, int height, int seed) {
    Image image = new Image(width, height, 3);
    SplitMix64 random = new SplitMix64(seed);
    for (int i = 0; i < image.data().length; i++) {
      image.data()[i] = (byte) random.nextLong();
    }
    return image;
  }

  private static SegmenterInfo unet(int width) {
    return SegmenterInfo.of("unet", Map.of("n_classes", 3, "width", width), CLASSES, 3);
  }

  /** The largest difference between the scores of the whole picture and those of its squares. */
  private static double difference(Layer network, Image picture, Tiling tiling) {
    network.eval();
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      Tensor whole = network.apply(ImageTensors.stack(List.of(picture), Normalization.unit(3))).squeeze(0);
      Tensor tiled = new TiledScores(network, tiling, (image, box) -> ImageTensors.stack(
          List.of(Geometry.crop(image, box)), Normalization.unit(3))).scores(picture);
      assertThat(tiled.shape()).containsExactly(whole.shape());
      return tiled.sub(whole).abs().max().item() / whole.abs().max().item();
    }
  }

  @Test
  void tilesEqualTheWholeWhereANetworkSeesLessThanAQuarterOfTheOverlap() {
    Generator.seedAll(1);
    try (Layer local = new Sequential(new Conv2d(3, 4, 3, ConvOptions.DEFAULT.padding(1)),
        new Conv2d(4, 3, 7, ConvOptions.DEFAULT.padding(3)))) {
      assertThat(difference(local, noise(150, 97, 2), new Tiling(48, 16))).isLessThan(1e-5);
      assertThat(difference(local, noise(33, 130, 3), new Tiling(32, 16))).isLessThan(1e-5);
      assertThat(difference(local, noise(150, 97, 2), new Tiling(48, 0))).isGreaterThan(1e-3);
    }
  }

  /** A U-Net sees 107 pixels around each one at most; a quarter of this overlap is 112. */
  @Test
  void tilesOfAUNetEqualTheWhole() {
    Generator.seedAll(2);
    try (Layer network = unet(1).create()) {
      assertThat(difference(network, noise(1500, 24, 4), new Tiling(896, 448))).isLessThan(1e-5);
      assertThat(difference(network, noise(300, 24, 4), new Tiling(96, 16))).isGreaterThan(1e-4);
    }
  }

  @Test
  void masksHaveThePicturesSizeWhateverItIs() {
    Generator.seedAll(3);
    try (Segmenter segmenter = new Segmenter(unet(2).create(), unet(2), Device.CPU)) {
      for (int[] size : new int[][] {{1, 1}, {5, 40}, {160, 120}, {77, 133}}) {
        for (int shorter : new int[] {0, 32}) {
          Image picture = noise(size[0], size[1], 1);
          SegmentedPicture seen = segmenter.segment(picture, shorter, new Tiling(64, 32));
          assertThat(seen.mask().width()).isEqualTo(size[0]);
          assertThat(seen.mask().height()).isEqualTo(size[1]);
          assertThat(java.util.Arrays.stream(seen.shares()).sum()).isBetween(1 - 1e-9, 1 + 1e-9);
          assertThat(NumberedPng.decode(seen.toPng())).isEqualTo(seen.mask());
          assertThat(seen.overlay(picture).height()).isGreaterThan(picture.height());
        }
      }
      assertThatThrownBy(() -> segmenter.segment(noise(9, 9, 1), -1, Tiling.DEFAULT)).hasMessageContaining("-1");
    }
  }

  /** Scores that are brought to a larger size are those of bilinear interpolation as a whole. */
  @Test
  void scoresAreBroughtBackBilinearly() {
    Generator.seedAll(4);
    try (Layer local = new Conv2d(3, 3, 3, ConvOptions.DEFAULT.padding(1)); Scope scope = Scope.open();
        GradMode off = GradMode.noGrad()) {
      Image picture = noise(40, 30, 5);
      TiledScores tiles = new TiledScores(local, new Tiling(32, 16), (image, box) -> ImageTensors.stack(
          List.of(Geometry.crop(image, box)), Normalization.unit(3)));
      Tensor whole = dev.fovea.tensor.Sampling.interpolate(tiles.scores(picture).unsqueeze(0), new long[] {171, 93},
          "bilinear", false).squeeze(0);
      byte[] expected = whole.argmax(0).to(dev.fovea.tensor.DType.UINT8).toBytes();
      byte[] mask = tiles.maskAt(picture, 93, 171).data();
      int different = 0;
      for (int i = 0; i < mask.length; i++) {
        different += mask[i] == expected[i] ? 0 : 1;
      }
      assertThat(different).isLessThan(mask.length / 2000);
    }
  }

  @Test
  void filesOfWeightsDescribeThemselves() throws IOException {
    Generator.seedAll(5);
    Image picture = noise(40, 40, 6);
    Path own = folder.resolve("own.safetensors");
    Path bare = folder.resolve("bare.safetensors");
    SegmentedPicture before;
    try (Segmenter segmenter = new Segmenter(unet(2).create(), unet(2), Device.CPU)) {
      before = segmenter.segment(picture);
      Safetensors.write(own, segmenter.model().stateDict(), unet(2).toMetadata());
      Safetensors.write(bare, segmenter.model().stateDict(), Map.of());
    }
    try (Segmenter opened = Segmenter.open(own)) {
      assertThat(opened.info()).isEqualTo(unet(2));
      assertThat(opened.segment(picture)).isEqualTo(before);
      assertThat(opened.segment(picture).classes()).isEqualTo(CLASSES);
    }
    try (Segmenter opened = Segmenter.of(unet(2), bare, Device.CPU)) {
      assertThat(opened.segment(picture)).isEqualTo(before);
    }
    assertThatThrownBy(() -> Segmenter.open(bare)).isInstanceOf(CheckpointException.class)
        .hasMessageContaining("--model unet");
    assertThatThrownBy(() -> Segmenter.of(unet(4), bare, Device.CPU)).isInstanceOf(CheckpointException.class);
  }
}
