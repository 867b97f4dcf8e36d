package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CharacterTextTest {
  /** Letters of one, two, three and four bytes; the last two need two chars each in Java. */
  private static final String MIXED = "baé€𝄞b😀";

  @TempDir Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("some.txt"), bytes);
  }

  @Test
  void charactersAreCodePointsNumberedInTheirOrder() {
    CharacterText text = CharacterText.of("mixed", MIXED);
    assertThat(text.length()).isEqualTo(7);
    assertThat(text.vocabulary().size()).isEqualTo(6);
    assertThat(text.vocabulary().characters()).isEqualTo("abé€𝄞😀");
    assertThat(text.vocabulary().encode("😀a𝄞")).containsExactly(5, 0, 4);
    assertThat(text.vocabulary().decode(5, 0, 4)).isEqualTo("😀a𝄞");
    assertThat(text.vocabulary().character(4)).isEqualTo("𝄞");
    assertThat(text.text(3, 7)).isEqualTo("€𝄞b😀");
    assertThat(CharacterVocabulary.of(text.vocabulary().characters())).isEqualTo(text.vocabulary());
  }

  @Test
  void unknownCharactersAreNamedOnce() {
    CharacterVocabulary vocabulary = CharacterVocabulary.of("ROME:\n");
    assertThatThrownBy(() -> vocabulary.encode("RÖMER\tΩ😀Ö:")).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown characters 'Ö' U+00D6, U+0009, 'Ω' U+03A9, '😀' U+1F600; the text that was learned has "
            + "these 6: :EMOR");
    assertThatThrownBy(() -> vocabulary.encode("x")).hasMessageStartingWith("unknown character 'x' U+0078;");
    assertThatThrownBy(() -> vocabulary.encode("R\ud83d")).hasMessageStartingWith("unknown character U+D83D;");
  }

  @Test
  void filesArePlainOrPackedWithOrWithoutAByteOrderMark() throws IOException {
    byte[] plain = MIXED.getBytes(StandardCharsets.UTF_8);
    byte[] marked = ("\ufeff" + MIXED).getBytes(StandardCharsets.UTF_8);
    for (byte[] bytes : List.of(plain, IdxTest.gzip(plain), marked, IdxTest.gzip(marked))) {
      CharacterText text = CharacterText.read(file(bytes));
      assertThat(text.text(0, text.length())).isEqualTo(MIXED);
    }
    assertThat(CharacterText.open("text:" + folder.resolve("some.txt"), Datasets.Options.defaults()).length())
        .isEqualTo(7);
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    byte[] good = MIXED.getBytes(StandardCharsets.UTF_8);
    byte[] packed = IdxTest.gzip(good);
    assertThatThrownBy(() -> CharacterText.read(file(new byte[0]))).isInstanceOf(DataException.class)
        .hasMessageContaining("some.txt").hasMessageContaining("it is empty");
    assertThatThrownBy(() -> CharacterText.read(file(IdxTest.gzip(new byte[0])))).hasMessageContaining("it is empty");
    assertThatThrownBy(() -> CharacterText.read(file("\ufeff".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> CharacterText.read(file(new byte[] {'a', 'b', (byte) 0xe9, 'c'})))
        .hasMessageContaining("byte 2 is not UTF-8");
    assertThatThrownBy(() -> CharacterText.read(file(Arrays.copyOf(good, good.length - 1))))
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> CharacterText.read(file(new byte[] {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80})))
        .hasMessageContaining("byte 1 is not UTF-8");
    assertThatThrownBy(() -> CharacterText.read(file(Arrays.copyOf(packed, packed.length - 9))))
        .isInstanceOf(DataException.class).hasMessageContaining("damaged");
    assertThatThrownBy(() -> CharacterText.read(folder.resolve("none"))).isInstanceOf(DataException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> CharacterText.of("half", "a\ud83d")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+D83D");
  }

  @Test
  void anUnknownNameSaysWhichThereAre() {
    assertThatThrownBy(() -> CharacterText.open("shakespeare", Datasets.Options.defaults().offline()))
        .isInstanceOf(DataException.class).hasMessageContaining("tinyshakespeare").hasMessageContaining("text:PATH");
  }

  @Test
  void tinyShakespeareIsFoundByItsFileName() throws IOException {
    Files.write(folder.resolve("tinyshakespeare.txt.gz"), IdxTest.gzip("To be".getBytes(StandardCharsets.UTF_8)));
    Datasets.Options places =
        new Datasets.Options(folder, folder.resolve("cache"), false, Download.Progress.SILENT);
    CharacterText text = CharacterText.open("tinyshakespeare", places);
    assertThat(text.name()).isEqualTo("tinyshakespeare");
    assertThat(text.text(0, 5)).isEqualTo("To be");
    assertThatThrownBy(() -> CharacterText.open("tinyshakespeare", places.dataDir(null)))
        .isInstanceOf(DataException.class).hasMessageContaining("tinyshakespeare.txt");
  }

  @Test
  void partsAreCutByPositionAndShareTheVocabulary() {
    CharacterText whole = CharacterText.of("digits", "01234567890123456789");
    List<CharacterText> parts = whole.split(0.9);
    assertThat(parts.get(0).text(0, 18)).isEqualTo("012345678901234567");
    assertThat(parts.get(1).text(0, 2)).isEqualTo("89");
    assertThat(parts.get(1).vocabulary()).isEqualTo(whole.vocabulary());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
  void fractionsThatLeaveNothingAreRefused(double fraction) {
    assertThatThrownBy(() -> CharacterText.of("t", "text").split(fraction)).hasMessageContaining("fraction: expected");
  }
}
