package dev.fovea.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's numbers, one a line: {@code step,epoch,seconds,split,metric,value}; a new kind needs no new column. */
public final class MetricsCsv implements AutoCloseable {
  private static final String HEAD = "step,epoch,seconds,split,metric,value";

  private final AppendFile out;

  /**
   * One line.
   *
   * @param step optimiser-independent count of training steps done
   * @param epoch passes over the data, with fractions
   * @param seconds training time so far
   * @param split what was measured: {@code train}, {@code test}, {@code schedule}
   * @param metric the number's name
   * @param value the number
   */
  public record Row(long step, double epoch, double seconds, String split, String metric, double value) {}

  /** Opens the file, and starts it with its head where it is new. */
  public MetricsCsv(Path file) {
    this.out = new AppendFile(file);
    if (out.lengthOnDisk() == 0) {
      out.append((HEAD + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Adds a line. */
  public void add(Row row) {
    out.append(String.format(Locale.ROOT, "%d,%.4f,%.3f,%s,%s,%s%n", row.step, row.epoch, row.seconds,
        plain(row.split), plain(row.metric), number(row.value)).replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The length in bytes, after all of it has reached the disk. */
  public long lengthOnDisk() {
    return out.lengthOnDisk();
  }

  /** Forgets what lies behind {@code length}. */
  public void cut(long length) {
    out.cut(length);
  }

  @Override
  public void close() {
    out.close();
  }

  /** All complete lines of a file, in order; an empty list where there is no file. */
  public static List<Row> read(Path file) {
    List<Row> rows = new ArrayList<>();
    if (!Files.exists(file)) {
      return rows;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        String[] cells = line.split(",", -1);
        if (cells.length == 6 && !line.equals(HEAD)) {
          rows.add(new Row(Long.parseLong(cells[0]), Double.parseDouble(cells[1]), Double.parseDouble(cells[2]),
              cells[3], cells[4], Double.parseDouble(cells[5])));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " could not be read: " + e.getMessage(), e);
    } catch (NumberFormatException e) {
      throw new IllegalStateException(file + " is not a metrics file of a run (" + e.getMessage() + "); its head is "
          + HEAD, e);
    }
    return rows;
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Float.toString((float) value) : Double.toString(value);
  }

  private static String plain(String text) {
    return text.replaceAll("[,\\r\\n\"]", "_");
  }
}
