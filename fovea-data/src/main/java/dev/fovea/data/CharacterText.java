package dev.fovea.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A text as the numbers of its characters.
 *
 * <pre>{@code
 * List<CharacterText> parts = CharacterText.open("text:novel.txt", Datasets.Options.defaults()).split(0.9);
 * }</pre>
 */
public final class CharacterText {
  /** The plays that char-rnn learned from, 1.1 million characters of 65 kinds. */
  public static final String TINY_SHAKESPEARE = "tinyshakespeare";
  /** What stands before the path of a text of one's own. */
  public static final String FILE = "text:";

  private static final RemoteFile TINY_SHAKESPEARE_FILE = new RemoteFile("tinyshakespeare.txt",
      URI.create("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"),
      1_115_394, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed");
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final String name;
  private final CharacterVocabulary vocabulary;
  private final int[] numbers;

  private CharacterText(String name, CharacterVocabulary vocabulary, int[] numbers) {
    this.name = name;
    this.vocabulary = vocabulary;
    this.numbers = numbers;
  }

  /**
   * A text with a name ({@code tinyshakespeare}, from the data folder, the cache or the network), or a file of one's
   * own, {@code text:FILE}.
   *
   * @throws DataException if there is no such text, or it is not UTF-8; says what to do
   */
  public static CharacterText open(String spec, Datasets.Options options) {
    if (spec.startsWith(FILE)) {
      return read(Path.of(spec.substring(FILE.length())));
    }
    if (!spec.equals(TINY_SHAKESPEARE)) {
      throw new DataException("There is no text \"" + spec + "\"; known are " + TINY_SHAKESPEARE + " and " + FILE
          + "PATH" + (Files.isRegularFile(Path.of(spec)) ? ". For the file of that name write " + FILE + spec : ""));
    }
    Path file = new Places(spec, options).require(TINY_SHAKESPEARE_FILE, TINY_SHAKESPEARE_FILE.name() + ".gz");
    return named(spec, read(file));
  }

  /**
   * Reads a file in UTF-8, plain or packed by gzip; a byte order mark at its start is left out.
   *
   * @throws DataException if it cannot be read, is empty or is not UTF-8
   */
  public static CharacterText read(Path file) {
    try {
      String text = decode(bytes(file));
      return of(file.toString(), text.codePointAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; write " + FILE + "PATH with the path of a text", e);
    } catch (EOFException | ZipException e) {
      throw new DataException(file + " is cut short or damaged; fetch it again", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + DataException.reason(e), e);
    } catch (IllegalArgumentException e) {
      throw new DataException(file + " is not a text to learn from: " + e.getMessage(), e);
    }
  }

  /** A text of the caller's own, with the vocabulary of its characters. */
  public static CharacterText of(String name, String text) {
    int[] characters = text.codePoints().toArray();
    CharacterVocabulary vocabulary = CharacterVocabulary.of(characters);
    return new CharacterText(name, vocabulary, Arrays.stream(characters).map(vocabulary::number).toArray());
  }

  private static CharacterText named(String name, CharacterText text) {
    return new CharacterText(name, text.vocabulary, text.numbers);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      raw.mark(2);
      boolean packed = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return packed ? new GZIPInputStream(raw, 1 << 16).readAllBytes() : raw.readAllBytes();
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("it is empty");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw new IllegalArgumentException("byte " + in.position() + " is not UTF-8; convert it, as with iconv");
    }
    return out.flip().toString();
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** The characters that the whole text has; parts share it. */
  public CharacterVocabulary vocabulary() {
    return vocabulary;
  }

  /** The number of characters. */
  public int length() {
    return numbers.length;
  }

  /** The number of the character at a place. */
  public int at(int index) {
    return numbers[index];
  }

  /** The characters from a place on up to another. */
  public String text(int from, int to) {
    return vocabulary.decode(Arrays.copyOfRange(numbers, from, to));
  }

  /**
   * The first part, to learn from, and the rest, to measure on, with the vocabulary of the whole.
   *
   * @param fraction of the characters in the first part, above 0 and below 1; char-rnn takes 0.95, nanoGPT 0.9
   * @throws IllegalArgumentException for another fraction
   */
  public List<CharacterText> split(double fraction) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException("fraction: expected more than 0 and less than 1, got " + fraction);
    }
    int cut = (int) (numbers.length * fraction);
    return List.of(new CharacterText(name, vocabulary, Arrays.copyOfRange(numbers, 0, cut)),
        new CharacterText(name, vocabulary, Arrays.copyOfRange(numbers, cut, numbers.length)));
  }

  @Override
  public String toString() {
    return name + " (" + length() + " characters)";
  }
}
