package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.PictureForm.Kind;
import dev.fovea.image.Image;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FewShotSetTest {
  private static final PictureForm FORM = new PictureForm(Kind.WHOLE, 15);

  @TempDir private Path folder;

  /** Drawings {@code ALPHABET/characterNN/0001_0I.png}, an L of another size for each character. */
  static void alphabets(Path into, int characters, int drawings, String... alphabets) throws IOException {
    for (String alphabet : alphabets) {
      for (int c = 1; c <= characters; c++) {
        Path character = Files.createDirectories(into.resolve(alphabet).resolve(String.format("character%02d", c)));
        for (int i = 1; i <= drawings; i++) {
          PictureFormTest.drawing(Color.WHITE, Color.BLACK, 5 * i, 5 * i, 15 + 14 * c)
              .write(character.resolve(String.format("%04d_%02d.png", c, i)));
        }
      }
    }
  }

  static void zip(Path folder, Path archive) throws IOException {
    try (OutputStream file = Files.newOutputStream(archive); ZipOutputStream zip = new ZipOutputStream(file);
        Stream<Path> found = Files.walk(folder)) {
      for (Path each : found.sorted().toList()) {
        if (Files.isRegularFile(each)) {
          zip.putNextEntry(new ZipEntry(folder.getParent().relativize(each).toString().replace('\\', '/')));
          zip.write(Files.readAllBytes(each));
        }
      }
    }
  }

  private Datasets.Options places() {
    return Datasets.Options.defaults().dataDir(folder).offline();
  }

  @Test
  void minimalSetsAreTestedOnAlphabetsOfTheOtherOnly() throws IOException {
    Path first = folder.resolve("unpacked/images_background_small1");
    alphabets(first, 2, 3, "Greek", "Korean");
    zip(first, folder.resolve("omniglot-background-small1.zip"));
    alphabets(folder.resolve("omniglot/images_background_small2"), 3, 2, "Greek", "Tagalog");
    FewShotSet set = FewShotSet.open("omniglot-small1", FORM, places());
    assertThat(set.train().classes()).containsExactly("Greek/character01", "Greek/character02", "Korean/character01",
        "Korean/character02");
    assertThat(set.train().labels()).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3);
    assertThat(set.test().classes()).containsExactly("Tagalog/character01", "Tagalog/character02",
        "Tagalog/character03");
    assertThat(set.test().labels()).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(set.leftOut()).containsExactly("Greek");
    FewShotSet other = FewShotSet.open("omniglot-small2", FORM, places());
    assertThat(other.test().classes()).containsExactly("Korean/character01", "Korean/character02");
    assertThat(other.test().get(3).image()).isEqualTo(
        FORM.fit(PictureFormTest.drawing(Color.WHITE, Color.BLACK, 5, 5, 15 + 28)));
    assertThat(Datasets.find("omniglot-small2", Split.TEST, places()))
        .contains(folder.resolve("omniglot-background-small1.zip"));
    assertThat(Datasets.open("omniglot-small1", Split.TEST, places()).classes()).hasSize(3);
  }

  @Test
  void classFoldersAreDividedByClass() throws IOException {
    alphabets(folder, 5, 2, "mine");
    FewShotSet set = FewShotSet.open("image-folder:" + folder.resolve("mine"), FORM, places());
    assertThat(set.train().classes()).hasSize(4).doesNotContainAnyElementsOf(set.test().classes());
    assertThat(set.test().classes()).hasSize(1);
    assertThat(set.test().labels()).containsExactly(0, 0);
    alphabets(folder.resolve("parts"), 2, 2, "train");
    alphabets(folder.resolve("parts"), 3, 1, "val");
    FewShotSet parts = FewShotSet.open("image-folder:" + folder.resolve("parts"), FORM, places());
    assertThat(parts.leftOut()).containsExactly("character01", "character02");
    assertThat(parts.test().classes()).containsExactly("character03");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertThatThrownBy(() -> FewShotSet.open("mnist", FORM, places())).isInstanceOf(DataException.class)
        .hasMessageContaining("same classes in both parts");
    assertThatThrownBy(() -> FewShotSet.open("omniglot", FORM, places())).isInstanceOf(DataException.class)
        .hasMessageContaining("images_background.zip");
    alphabets(folder.resolve("parts"), 2, 2, "train", "test");
    assertThatThrownBy(() -> FewShotSet.open("image-folder:" + folder.resolve("parts"), FORM, places()))
        .isInstanceOf(DataException.class).hasMessageContaining("no class is left to test on");
    Files.writeString(folder.resolve("images_background.zip"), "not a zip");
    assertThatThrownBy(() -> FewShotSet.open("omniglot", FORM, places())).isInstanceOf(DataException.class)
        .hasMessageContaining("images_background.zip cannot be read as a folder or a zip archive");
    alphabets(folder.resolve("images_background_small1"), 1, 1, "Greek");
    Path damaged = folder.resolve("images_background_small1/Greek/character01/0001_01.png");
    Files.writeString(damaged, "no picture");
    assertThatThrownBy(() -> FewShotSet.open("omniglot-small1", FORM, places())).isInstanceOf(DataException.class)
        .hasMessageContaining("Greek/character01/0001_01.png");
    Files.createDirectories(folder.resolve("empty/images_background_small1"));
    assertThatThrownBy(() -> FewShotSet.open("omniglot-small1", FORM,
        Datasets.Options.defaults().dataDir(folder.resolve("empty")).offline())).isInstanceOf(DataException.class)
        .hasMessageContaining("expected ALPHABET/characterNN/*.png");
  }

  @Test
  void oneShotRunsKnowTheirAnswers() throws IOException {
    Path run = folder.resolve("omniglot-one-shot-runs/run07");
    Files.createDirectories(run.resolve("training"));
    Files.createDirectories(run.resolve("test"));
    for (int i = 1; i <= 3; i++) {
      PictureFormTest.drawing(Color.WHITE, Color.BLACK, 5, 5, 20 * i).write(run.resolve("training/class0" + i + ".png"));
      PictureFormTest.drawing(Color.WHITE, Color.BLACK, 9, 9, 80 - 20 * i).write(run.resolve("test/item0" + i + ".png"));
    }
    Path answers = run.resolve("class_labels.txt");
    Files.writeString(answers, "run07/test/item01.png run07/training/class03.png\n"
        + "run07/test/item02.png run07/training/class02.png\n\n", StandardCharsets.UTF_8);
    List<OneShotRun> runs = OneShotRun.find(places(), new PictureForm(Kind.CENTRED, 20)).orElseThrow();
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).name()).isEqualTo("run07");
    assertThat(runs.get(0).support().labels()).containsExactly(0, 1, 2);
    assertThat(runs.get(0).queries().labels()).containsExactly(2, 1);
    Files.writeString(answers, "run07/test/item09.png run07/training/class03.png\n");
    assertThatThrownBy(() -> OneShotRun.find(places(), FORM)).isInstanceOf(DataException.class)
        .hasMessageContaining("item09.png");
    assertThat(OneShotRun.find(Datasets.Options.defaults().dataDir(folder.resolve("elsewhere")).offline(), FORM))
        .isEmpty();
  }

  @Test
  void turnsAreClassesOfTheirOwn() {
    byte[] corner = {1, 2, 0, 0, 0, 0, 0, 0, 0};
    MemoryImages images = new MemoryImages("one", List.of("a", "b"), 1, 3, 3, corner, new int[] {1});
    MemoryImages turned = Turns.of(images, true);
    assertThat(turned.classes()).containsExactly("a", "b", "a 90", "b 90", "a 180", "b 180", "a 270", "b 270",
        "a mirrored", "b mirrored", "a mirrored 90", "b mirrored 90", "a mirrored 180", "b mirrored 180",
        "a mirrored 270", "b mirrored 270");
    assertThat(turned.labels()).containsExactly(1, 3, 5, 7, 9, 11, 13, 15);
    assertThat(turned.subset(1).pixels()).containsExactly(0, 0, 0, 2, 0, 0, 1, 0, 0);
    assertThat(turned.subset(2).pixels()).containsExactly(0, 0, 0, 0, 0, 0, 0, 2, 1);
    assertThat(turned.subset(3).pixels()).containsExactly(0, 0, 1, 0, 0, 2, 0, 0, 0);
    assertThat(turned.subset(4).pixels()).containsExactly(0, 2, 1, 0, 0, 0, 0, 0, 0);
    assertThat(turned.subset(5).pixels()).containsExactly(1, 0, 0, 2, 0, 0, 0, 0, 0);
    assertThat(Turns.of(images, false).size()).isEqualTo(4);
    assertThatThrownBy(() -> Turns.of(new MemoryImages("flat", List.of("a"), 1, 1, 2, new byte[2], new int[1]), false))
        .isInstanceOf(DataException.class).hasMessageContaining("only square pictures");
  }
}
