package dev.fovea.train.run;

import dev.fovea.image.Image;
import dev.fovea.nn.checkpoint.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run showed while it learned: pictures and texts, each with the step at which it was made.
 *
 * <p>They are files {@code NAME-STEP.png} and {@code NAME-STEP.txt} of one folder, so that they outlive a pause.
 */
public record Gallery(Path folder) {
  private static final Pattern FILE = Pattern.compile("(.+)-(\\d{8,})\\.(png|txt)");

  /** Something that was shown at a step. */
  public record Shown<T>(long step, T content) {}

  private record Entry(Path file, String name, long step, String type) {}

  /** Keeps a picture; one of the same name and step is replaced. */
  public void add(String name, long step, Image image) {
    write(file(name, step, "png"), image.toPng());
  }

  /** Keeps a text. */
  public void add(String name, long step, String text) {
    write(file(name, step, "txt"), text.getBytes(StandardCharsets.UTF_8));
  }

  /** The pictures of a name, in order of their steps. */
  public List<Shown<Image>> pictures(String name) {
    List<Shown<Image>> pictures = new ArrayList<>();
    for (Entry each : entries("png")) {
      if (each.name.equals(plain(name))) {
        pictures.add(new Shown<>(each.step, Image.decode(bytes(each.file))));
      }
    }
    return pictures;
  }

  /** The texts of a name, in order of their steps. */
  public List<Shown<String>> texts(String name) {
    return entries("txt").stream().filter(each -> each.name.equals(plain(name)))
        .map(each -> new Shown<>(each.step, new String(bytes(each.file), StandardCharsets.UTF_8))).toList();
  }

  /** Forgets what was shown after a step, before a run goes on from there. */
  public void cutAfter(long step) {
    try {
      for (String type : List.of("png", "txt")) {
        for (Entry each : entries(type)) {
          if (each.step > step) {
            Files.deleteIfExists(each.file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " could not be changed: " + e.getMessage(), e);
    }
  }

  private List<Entry> entries(String type) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Entry> entries = new ArrayList<>();
      files.forEach(file -> {
        Matcher matcher = FILE.matcher(file.getFileName().toString());
        if (matcher.matches() && matcher.group(3).equals(type)) {
          entries.add(new Entry(file, matcher.group(1), Long.parseLong(matcher.group(2)), type));
        }
      });
      entries.sort(Comparator.comparingLong(Entry::step).thenComparing(Entry::name));
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " could not be listed: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " could not be read: " + e.getMessage(), e);
    }
  }

  private Path file(String name, long step, String type) {
    return folder.resolve(String.format(Locale.ROOT, "%s-%08d.%s", plain(name), step, type));
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]+", "-");
  }

  private void write(Path file, byte[] content) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " could not be made: " + e.getMessage(), e);
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    AtomicFile.write(file, channel -> {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    });
  }
}
