package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import dev.fovea.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder;

  private Path picture(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    new Image(4, 3, 3).write(file);
    return file;
  }

  private ImageClassification open(Split split) {
    return Datasets.open("image-folder:" + folder, split);
  }

  @Test
  void classesAndPicturesComeByName() throws IOException {
    picture("bees/2.jpg");
    picture("bees/10.jpg");
    picture("ants/deep/0.png");
    picture("ants/9.png");
    picture("ants/.hidden.png");
    picture(".cache/1.png");
    Files.writeString(folder.resolve("ants/notes.txt"), "no picture");
    ImageFolder set = new ImageFolder(folder);
    assertThat(set.classes()).containsExactly("ants", "bees");
    assertThat(IntStream.range(0, set.size()).mapToObj(i -> folder.relativize(Path.of(set.source(i))).toString()))
        .containsExactly("ants/9.png", "ants/deep/0.png", "bees/10.jpg", "bees/2.jpg");
    assertThat(set.labels()).containsExactly(0, 0, 1, 1);
    assertThat(set.get(3).label()).isEqualTo(1);
    assertThat(set.get(0).image().width()).isEqualTo(4);
  }

  @Test
  void emptyClassesAndFoldersAreErrors() throws IOException {
    assertThatThrownBy(() -> new ImageFolder(folder)).isInstanceOf(DataException.class)
        .hasMessageContaining("no class folders").hasMessageContaining("CLASS/picture.jpg");
    picture("ants/1.png");
    Files.createDirectories(folder.resolve("bees"));
    assertThatThrownBy(() -> new ImageFolder(folder)).hasMessageContaining("[bees]").hasMessageContaining("*.jpeg");
    assertThatThrownBy(() -> new ImageFolder(folder.resolve("nothing"))).isInstanceOf(DataException.class);
  }

  @Test
  void partsHaveTheClassesOfTheTrainingPart() throws IOException {
    picture("train/ants/1.png");
    picture("train/bees/1.png");
    picture("val/bees/2.png");
    assertThat(open(Split.TRAIN).labels()).containsExactly(0, 1);
    assertThat(open(Split.VALIDATION).labels()).containsExactly(1);
    assertThat(open(Split.TEST).labels()).containsExactly(1);
    picture("test/bees/2.png");
    picture("test/bees/3.png");
    assertThat(open(Split.TEST).size()).isEqualTo(2);
    picture("test/cats/2.png");
    assertThatThrownBy(() -> open(Split.TEST)).hasMessageContaining("cats").hasMessageContaining("[ants, bees]");
  }

  @Test
  void classFoldersAloneAreSplit() throws IOException {
    for (int i = 0; i < 10; i++) {
      picture("train/" + i + ".png");
      picture("bus/" + i + ".png");
    }
    assertThat(open(Split.TRAIN).size()).isEqualTo(16);
    assertThat(open(Split.TEST).labels()).containsExactly(0, 0, 1, 1);
    assertThat(open(Split.TEST).classes()).containsExactly("bus", "train");
    assertThatThrownBy(() -> open(Split.VALIDATION)).hasMessageContaining("val");
  }

  @Test
  void aDamagedPictureIsNamed() throws IOException {
    picture("ants/1.png");
    Path damaged = folder.resolve("ants/2.png");
    Files.write(damaged, Arrays.copyOf(Files.readAllBytes(folder.resolve("ants/1.png")), 40));
    try (DataLoader<LabeledImage, Batch> loader = new DataLoader<>(new ImageFolder(folder),
        Order.sequential(2).batches(2), ImageTensors.labeled(Normalization.IMAGENET), 0, 1);
        Epoch<Batch> epoch = loader.epoch(0)) {
      assertThatThrownBy(() -> Scope.run(epoch::next)).isInstanceOf(DataException.class)
          .hasMessageContaining(damaged.toString());
    }
  }

  @Test
  void filesWithoutClasses() throws IOException {
    picture("b/1.png");
    Path first = picture("a.png");
    ImageFiles files = ImageFiles.in(folder);
    assertThat(files.files()).containsExactly(first, folder.resolve("b/1.png"));
    assertThat(files.get(0)).isEqualTo(new Image(4, 3, 3));
    Path empty = Files.createDirectories(folder.resolve("c"));
    assertThatThrownBy(() -> ImageFiles.in(empty)).hasMessageContaining("holds no pictures");
    assertThatThrownBy(() -> ImageFiles.in(first)).hasMessageContaining("got a file");
  }
}
