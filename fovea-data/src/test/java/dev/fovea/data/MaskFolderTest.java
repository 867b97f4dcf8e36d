package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import dev.fovea.image.NumberedPng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskFolderTest {
  private static final List<Integer> IGNORE = List.of(255);

  @TempDir
  private Path root;

  private void picture(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    new Image(4, 2, 3).write(file);
  }

  /** A mask of 4 x 2 pixels that has these values, the last one in the rest. */
  private void mask(String path, int... values) throws IOException {
    Image numbers = new Image(4, 2, 1);
    for (int i = 0; i < 8; i++) {
      numbers.data()[i] = (byte) values[Math.min(i, values.length - 1)];
    }
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, NumberedPng.encode(numbers, List.of(0, 0xff0000)));
  }

  private void colours(String path, int... colors) throws IOException {
    Image image = new Image(4, 2, 3);
    for (int i = 0; i < 8; i++) {
      int color = colors[Math.min(i, colors.length - 1)];
      image.data()[3 * i] = (byte) (color >> 16);
      image.data()[3 * i + 1] = (byte) (color >> 8);
      image.data()[3 * i + 2] = (byte) color;
    }
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    image.write(file);
  }

  private SegmentationParts open() {
    return MaskFolder.open(root, IGNORE);
  }

  private static int[] numbers(SegmentationSet set, int index) {
    byte[] data = set.get(index).mask().data();
    int[] numbers = new int[data.length];
    for (int i = 0; i < data.length; i++) {
      numbers[i] = data[i] & 0xff;
    }
    return numbers;
  }

  @Test
  void partsWithFoldersOfPicturesAndMasks() throws IOException {
    for (String part : List.of("train", "valid", "test")) {
      picture(part + "/images/deep/" + part + ".jpg");
      mask(part + "/masks/deep/" + part + ".png", 0, 1, 2);
    }
    SegmentationParts parts = open();
    assertThat(parts.train().size()).isEqualTo(1);
    assertThat(parts.validation().source(0)).endsWith("valid.jpg");
    assertThat(parts.test().source(0)).endsWith("test.jpg");
    assertThat(parts.train().classes()).containsExactly("0", "1", "2");
    assertThat(parts.train().colors()).hasSize(3);
    assertThat(numbers(parts.train(), 0)).containsExactly(0, 1, 2, 2, 2, 2, 2, 2);
  }

  @Test
  void foldersOfPicturesAndMasksWithParts() throws IOException {
    picture("images/training/a.jpg");
    picture("images/validation/b.jpg");
    mask("annotations/training/a.png", 0, 1);
    mask("annotations/validation/b.png", 1);
    SegmentationParts parts = open();
    assertThat(parts.train().source(0)).endsWith("a.jpg");
    assertThat(parts.validation().source(0)).endsWith("b.jpg");
    assertThat(parts.test().source(0)).endsWith("b.jpg");
  }

  @Test
  void theFoldersOfSegNet() throws IOException {
    for (String part : List.of("train", "val", "test")) {
      picture(part + "/" + part + "1.png");
      mask(part + "annot/" + part + "1.png", 0, 1, 2);
    }
    Files.writeString(root.resolve("classes.txt"), "sky\nroad\nUnlabelled\n");
    SegmentationParts parts = open();
    assertThat(parts.train().classes()).containsExactly("sky", "road");
    assertThat(numbers(parts.test(), 0)).containsExactly(0, 1, 255, 255, 255, 255, 255, 255);
  }

  @Test
  void sideBySide() throws IOException {
    for (int i = 0; i < 3; i++) {
      picture(i + ".jpg");
      mask(i + "_mask.png", 0, 255);
    }
    SegmentationParts parts = open();
    assertThat(parts.train().classes()).containsExactly("background", "foreground");
    assertThat(parts.train().size() + parts.validation().size() + parts.test().size()).isEqualTo(3);
    assertThat(numbers(parts.train(), 0)).containsExactly(0, 1, 1, 1, 1, 1, 1, 1);
  }

  @Test
  void aFolderWithoutPartsIsDividedAlwaysAlike() throws IOException {
    for (int i = 0; i < 20; i++) {
      picture("images/" + i + ".jpg");
      mask("masks/" + i + ".png", 0, 1);
    }
    SegmentationParts parts = open();
    assertThat(parts.train().size()).isEqualTo(16);
    assertThat(parts.validation().size()).isEqualTo(2);
    assertThat(parts.test().size()).isEqualTo(2);
    Set<String> sources = new HashSet<>();
    for (SegmentationSet part : List.of(parts.train(), parts.validation(), parts.test())) {
      for (int i = 0; i < part.size(); i++) {
        sources.add(part.source(i));
      }
    }
    assertThat(sources).hasSize(20);
    SegmentationParts again = open();
    assertThat(again.test().source(0)).isEqualTo(parts.test().source(0));
    assertThat(again.validation().source(1)).isEqualTo(parts.validation().source(1));
  }

  @Test
  void withoutValidationPartOfTheTrainingPartIsHeldOut() throws IOException {
    for (int i = 0; i < 10; i++) {
      picture("train/images/" + i + ".jpg");
      mask("train/labels/" + i + ".png", 0, 1);
    }
    picture("test/images/t.jpg");
    mask("test/labels/t_gt.png", 0, 1);
    SegmentationParts parts = open();
    assertThat(parts.train().size()).isEqualTo(9);
    assertThat(parts.validation().size()).isEqualTo(1);
    assertThat(parts.test().source(0)).endsWith("t.jpg");
  }

  @Test
  void coloursFollowTheListOrTheirOrder() throws IOException {
    for (int i = 0; i < 3; i++) {
      picture("images/" + i + ".jpg");
      colours("masks/" + i + ".png", 0x804080, 0x000000, 0x00ff00);
    }
    assertThat(open().train().classes()).containsExactly("#000000", "#00ff00", "#804080");
    assertThat(open().train().colors()).containsExactly(0, 0x00ff00, 0x804080);
    assertThat(numbers(open().train(), 0)).startsWith(2, 0, 1, 1);
    Files.writeString(root.resolve("class_dict.csv"), "name, r, g, b\nroad,128,64,128\nVoid,0,0,0\ngrass,0,255,0\n");
    assertThat(open().train().classes()).containsExactly("road", "grass");
    assertThat(open().train().colors()).containsExactly(0x804080, 0x00ff00);
    assertThat(numbers(open().train(), 0)).startsWith(0, 255, 1, 1);
    Files.writeString(root.resolve("classes.txt"), "128 64 128\troad way\n0 0 0\tsky\n");
    assertThatThrownBy(this::open).isInstanceOf(DataException.class).hasMessageContaining("0 255 0");
  }

  @Test
  void colouredFilesOfGreyValuesAreNumbers() throws IOException {
    for (int i = 0; i < 3; i++) {
      picture("images/" + i + ".jpg");
      colours("masks/" + i + ".png", 0x000000, 0x010101, 0x020202);
    }
    assertThat(open().train().classes()).containsExactly("0", "1", "2");
    assertThat(numbers(open().train(), 0)).startsWith(0, 1, 2, 2);
    Files.writeString(root.resolve("classes.txt"), "a\nb\nc\n");
    assertThat(numbers(open().train(), 0)).startsWith(0, 1, 2, 2);
  }

  @Test
  void numbersThatCountForNothing() throws IOException {
    for (int i = 0; i < 3; i++) {
      picture("images/" + i + ".jpg");
      mask("masks/" + i + ".png", 0, 1, 7, 255);
    }
    assertThat(MaskFolder.open(root, List.of(7, 255)).train().classes()).containsExactly("0", "1");
    assertThat(numbers(MaskFolder.open(root, List.of(7, 255)).train(), 0)).startsWith(0, 1, 255, 255);
    Files.writeString(root.resolve("classes.txt"), "a\nb\n");
    assertThatThrownBy(this::open).isInstanceOf(DataException.class)
        .hasMessageContaining(".png holds the class number 7").hasMessageContaining("[a, b]");
  }

  @Test
  void missingMasksAreNamed() throws IOException {
    for (int i = 0; i < 5; i++) {
      picture("images/p" + i + ".jpg");
    }
    mask("masks/p3.png", 0, 1);
    assertThatThrownBy(this::open).isInstanceOf(DataException.class)
        .hasMessageContaining("4 of 5 pictures").hasMessageContaining("p0.jpg, p1.jpg, p2.jpg, ...")
        .hasMessageContaining("p0.png");
    Files.move(root.resolve("images"), root.resolve("pictures"));
    assertThatThrownBy(this::open).isInstanceOf(DataException.class).hasMessageContaining("known layout");
    assertThatThrownBy(() -> MaskFolder.open(root.resolve("none"), IGNORE)).isInstanceOf(DataException.class)
        .hasMessageContaining("nothing there");
  }

  @Test
  void sizesThatDifferAreNamed() throws IOException {
    for (int i = 0; i < 3; i++) {
      picture("images/" + i + ".jpg");
      Files.createDirectories(root.resolve("masks"));
      new Image(5, 2, 1).write(root.resolve("masks/" + i + ".png"));
    }
    SegmentationSet train = open().train();
    assertThatThrownBy(() -> train.get(0)).isInstanceOf(DataException.class)
        .hasMessageContaining("4 x 2").hasMessageContaining("5 x 2").hasMessageContaining(".jpg");
  }

  @Test
  void whatIsNoMaskIsNamed() throws IOException {
    for (int i = 0; i < 3; i++) {
      picture("images/" + i + ".jpg");
      picture("masks/" + i + ".jpg");
    }
    assertThatThrownBy(this::open).hasMessageContaining("JPEG").hasMessageContaining("PNG");
    Files.delete(root.resolve("masks/0.jpg"));
    Image noise = new Image(32, 32, 3);
    for (int i = 0; i < noise.data().length; i++) {
      noise.data()[i] = (byte) (i * 37 ^ i >> 3);
    }
    noise.write(root.resolve("masks/0.png"));
    Files.delete(root.resolve("masks/1.jpg"));
    Files.delete(root.resolve("masks/2.jpg"));
    Files.delete(root.resolve("images/1.jpg"));
    Files.delete(root.resolve("images/2.jpg"));
    assertThatThrownBy(this::open).hasMessageContaining("more than 256 colours");
  }

  @Test
  void listsOfClassesAreChecked() throws IOException {
    Path file = root.resolve("classes.txt");
    Files.writeString(file, "a,1,2,3\nb\n");
    assertThatThrownBy(() -> ClassList.read(file)).hasMessageContaining("1 for 2");
    Files.writeString(file, "a,1,2,3\nb,1,2,3\n");
    assertThatThrownBy(() -> ClassList.read(file)).hasMessageContaining("same colour");
    Files.writeString(file, "a,1,2,300\n");
    assertThatThrownBy(() -> ClassList.read(file)).hasMessageContaining("0 to 255");
    Files.writeString(file, "# nothing\n\n");
    assertThatThrownBy(() -> ClassList.read(file)).hasMessageContaining("got 0");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 65});
    assertThatThrownBy(() -> ClassList.read(file)).hasMessageContaining("UTF-8");
    Files.writeString(file, "hot dog stand\nroute 66\n1 2 3 small car\ncar two , 4, 5, 6\n");
    assertThatThrownBy(() -> ClassList.read(file)).hasMessageContaining("2 for 4");
    Files.writeString(file, "1 2 3 small car\ncar two , 4, 5, 6\n");
    assertThat(ClassList.read(file)).isEqualTo(new ClassList(List.of("small car", "car two"),
        List.of(0x010203, 0x040506)));
  }
}
