package dev.fovea.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * 1,797 handwritten digits of 8 x 8 grey pixels, which travel with Fovea.
 *
 * <p>The test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak, UCI, 1998, CC BY 4.0). Its
 * values of 0 to 16 become samples of 0 to 255, rounded, white ink on black.
 */
public final class Digits {
  private static final int COUNT = 1797;
  private static final int SIDE = 8;
  private static final int LEVELS = 16;

  private Digits() {}

  /** All of them, in the order of the file. */
  public static MemoryImages all() {
    byte[] pixels = new byte[COUNT * SIDE * SIDE];
    int[] labels = new int[COUNT];
    try (InputStream resource = Digits.class.getResourceAsStream("digits.csv.gz");
        BufferedReader lines = new BufferedReader(
            new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.US_ASCII))) {
      for (int n = 0; n < COUNT; n++) {
        String[] values = lines.readLine().split(",");
        for (int i = 0; i < SIDE * SIDE; i++) {
          pixels[n * SIDE * SIDE + i] = (byte) Math.round(Integer.parseInt(values[i]) * 255f / LEVELS);
        }
        labels[n] = Integer.parseInt(values[SIDE * SIDE]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The digits inside Fovea's jar cannot be read; is the jar damaged?", e);
    }
    return new MemoryImages("digits", List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), 1, SIDE, SIDE, pixels,
        labels);
  }

  /** The training or the test part: 80 and 20 % of every digit, drawn by {@link Splits#stratified} with seed 0. */
  static MemoryImages part(boolean train) {
    MemoryImages all = all();
    return all.subset(Splits.stratified(all.labels(), 0, 0.8, 0.2)[train ? 0 : 1]);
  }
}
