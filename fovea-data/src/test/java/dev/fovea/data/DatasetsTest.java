package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  /** Fixed, since published results depend on it. */
  private static final int[] FIRST_TEST_DIGITS = {3, 7, 9, 13, 16, 27, 28, 35};

  @TempDir Path folder;

  private Datasets.Options offline() {
    return new Datasets.Options(folder.resolve("data"), folder.resolve("cache"), false, Download.Progress.SILENT);
  }

  private static int[] counts(int[] labels) {
    int[] counts = new int[10];
    Arrays.stream(labels).forEach(label -> counts[label]++);
    return counts;
  }

  @Test
  void digitsAreTheUciTestPart() {
    MemoryImages all = Digits.all();
    assertThat(counts(all.labels())).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    assertThat(all.label(0)).isZero();
    // The first line starts 0,0,5,13,9,1,0,0 and has 15 of 16 as its largest value in the second row.
    assertThat(Arrays.copyOf(all.pixels(), 8)).containsExactly(0, 0, 80, (byte) 207, (byte) 143, 16, 0, 0);
  }

  @Test
  void digitsAreSplitByClassAndAlwaysAlike() {
    MemoryImages train = (MemoryImages) Datasets.open("digits", Split.TRAIN);
    MemoryImages test = (MemoryImages) Datasets.open("digits", Split.TEST);
    assertThat(counts(train.labels())).containsExactly(142, 146, 142, 146, 145, 146, 145, 143, 139, 144);
    assertThat(counts(test.labels())).containsExactly(36, 36, 35, 37, 36, 36, 36, 36, 35, 36);
    int[] places = Splits.stratified(Digits.all().labels(), 0, 0.8, 0.2)[1];
    assertThat(Arrays.copyOf(places, FIRST_TEST_DIGITS.length)).containsExactly(FIRST_TEST_DIGITS);
    assertThat(test.get(0).image()).isEqualTo(Digits.all().get(places[0]).image());
  }

  @Test
  void readsMnistFromTheUsersFolder() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/mnist"));
    Files.write(data.resolve("t10k-images-idx3-ubyte.gz"), IdxTest.gzip(IdxTest.idx(new byte[8], 2, 2, 2)));
    Files.write(folder.resolve("data/mnist-t10k-labels-idx1-ubyte"), IdxTest.idx(new byte[] {7, 9}, 2));
    assertThat(Datasets.open("mnist", Split.TEST, offline()).labels()).containsExactly(7, 9);
    assertThat(Datasets.find("mnist", Split.TEST, offline())).contains(data.resolve("t10k-images-idx3-ubyte.gz"));
    assertThat(Datasets.find("mnist", Split.TRAIN, offline())).isEmpty();
    assertThatThrownBy(() -> Datasets.open("mnist", Split.TRAIN, offline())).isInstanceOf(DataException.class)
        .hasMessageContaining("train-images-idx3-ubyte.gz").hasMessageContaining(data.toString())
        .hasMessageContaining("https://");
  }

  @Test
  void readsCifarFromFolderOrArchive() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("data/cifar-100-binary"));
    Files.write(bin.resolve("train.bin"), CifarTest.records(2, 99, 5));
    ImageClassification set = Datasets.open("cifar100", Split.TRAIN, offline());
    assertThat(set.labels()).containsExactly(99, 5);
    assertThat(set.classes()).hasSize(100).doesNotHaveDuplicates().isSorted().endsWith("woman", "worm");
    Path cache = Files.createDirectories(folder.resolve("cache/cifar10"));
    Files.write(cache.resolve("cifar-10-binary.tar.gz"),
        CifarTest.archive("cifar-10-batches-bin", "test_batch.bin", CifarTest.records(1, 3)));
    assertThat(Datasets.open("cifar10", Split.TEST, offline()).labels()).containsExactly(3);
    assertThatThrownBy(() -> Datasets.open("cifar10", Split.TRAIN, offline())).hasMessageContaining("data_batch_1.bin");
  }

  @Test
  void readsFashionMnistFromDebiansPackage() {
    assumeThat(Path.of("/usr/share/datasets/fashion-mnist")).exists();
    ImageClassification test = Datasets.open("fashion-mnist", Split.TEST, offline());
    assertThat(counts(test.labels())).containsOnly(1000);
    assertThat(test.get(0).label()).isEqualTo(9);
    assertThat(test.classes().get(9)).isEqualTo("Ankle boot");
  }

  @Test
  void unknownNamesAndPartsSayWhatThereIs() {
    assertThatThrownBy(() -> Datasets.open("mnits", Split.TRAIN)).isInstanceOf(DataException.class)
        .hasMessageContaining("did you mean mnist?").hasMessageContaining("image-folder:PATH");
    assertThatThrownBy(() -> Datasets.open(folder.toString(), Split.TRAIN))
        .hasMessageContaining("write image-folder:" + folder);
    assertThatThrownBy(() -> Datasets.open("digits", Split.VALIDATION)).hasMessageContaining("split(seed, fractions)");
    assertThatThrownBy(() -> Datasets.open("image-folder:/nowhere", Split.TRAIN)).hasMessageContaining("nothing there");
  }

  @Test
  void theCacheIsWhereTheEnvironmentSays() {
    assertThat(FoveaHome.folder(Map.of(), "/home/me")).isEqualTo(Path.of("/home/me/.cache/fovea"));
    assertThat(FoveaHome.folder(Map.of("XDG_CACHE_HOME", "/c"), "/home/me")).isEqualTo(Path.of("/c/fovea"));
    assertThat(FoveaHome.folder(Map.of("XDG_CACHE_HOME", "/c", "FOVEA_HOME", "/f"), "/home/me"))
        .isEqualTo(Path.of("/f"));
    assertThat(FoveaHome.folder(Map.of("XDG_CACHE_HOME", ""), "/home/me")).isEqualTo(Path.of("/home/me/.cache/fovea"));
  }
}
