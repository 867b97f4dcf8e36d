package dev.fovea.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Downloads files that are known by their SHA-256.
 *
 * <p>The content goes to {@code NAME.part} first and takes its name only when length and SHA-256 are right. What an
 * earlier attempt left there is continued where the server allows it. Several processes may ask for one file: one
 * fetches it, the others wait.
 */
public final class Download {
  private static final int ATTEMPTS = 5;
  private static final Object ONE_AT_A_TIME = new Object();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Hears how far a download is. */
  @FunctionalInterface
  public interface Progress {
    /** Says nothing. */
    Progress SILENT = (file, done) -> {};

    /** So many of the file's bytes are here. */
    void at(RemoteFile file, long done);
  }

  private Download() {}

  /**
   * The file in a folder, downloaded unless it is there already.
   *
   * @throws DataException if it cannot be fetched or is not what it should be; says where to put it by hand
   */
  public static Path fetch(RemoteFile file, Path folder, Progress progress) {
    Path target = folder.resolve(file.name());
    synchronized (ONE_AT_A_TIME) {
      if (Files.isRegularFile(target)) {
        return target;
      }
      try {
        Files.createDirectories(folder);
        try (FileChannel channel = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE,
            StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
          if (lock.isValid() && !Files.isRegularFile(target)) {
            fetch(file, target, folder.resolve(file.name() + ".part"), progress);
          }
        }
        return target;
      } catch (IOException e) {
        throw new DataException(file.uri() + " cannot be downloaded: " + DataException.reason(e)
            + ". Try again to continue, or put the file at " + target + " by other means", e);
      }
    }
  }

  private static void fetch(RemoteFile file, Path target, Path part, Progress progress) throws IOException {
    HttpClient client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(PATIENCE).build();
    long have = Files.exists(part) ? Files.size(part) : 0;
    for (int attempt = 1; have != file.bytes(); attempt++) {
      try {
        request(client, file, part, have > file.bytes() ? 0 : have, progress);
      } catch (Refused e) {
        throw e;
      } catch (IOException e) {
        // A broken connection: go on where it broke, as long as the attempts last.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
      have = Files.exists(part) ? Files.size(part) : 0;
      if (attempt == ATTEMPTS && have != file.bytes()) {
        throw new IOException("got " + have + " of " + file.bytes() + " bytes in " + ATTEMPTS + " attempts");
      }
    }
    String digest = sha256(part);
    if (!digest.equals(file.sha256())) {
      Files.delete(part);
      throw new IOException("expected the SHA-256 " + file.sha256() + ", got " + digest
          + " (the content was thrown away)");
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** One request, which adds to the first {@code have} bytes or, where the server starts anew, replaces them. */
  private static void request(HttpClient client, RemoteFile file, Path part, long have, Progress progress)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(file.uri()).timeout(PATIENCE);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("interrupted");
    }
    try (InputStream in = response.body()) {
      boolean goesOn = response.statusCode() == 206 && response.headers().firstValue("Content-Range")
          .filter(range -> range.startsWith("bytes " + have + "-")).isPresent();
      if (response.statusCode() != 200 && !goesOn) {
        if (have > 0 && (response.statusCode() == 416 || response.statusCode() == 206)) {
          Files.delete(part);
          throw new IOException("the server does not go on at byte " + have);
        }
        throw new Refused("the server answered " + response.statusCode());
      }
      long done = goesOn ? have : 0;
      try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
          goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
        byte[] buffer = new byte[1 << 16];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          done += count;
          if (done > file.bytes()) {
            throw new TooLong("expected " + file.bytes() + " bytes, got more");
          }
          out.write(buffer, 0, count);
          progress.at(file, done);
        }
      }
    } catch (TooLong e) {
      Files.delete(part);
      throw e;
    }
  }

  /**
   * The SHA-256 of a file's content, in lower-case hexadecimal digits.
   *
   * @throws IOException if it cannot be read
   */
  public static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** An answer that further attempts would not change. */
  private static class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** An answer longer than the file. */
  private static final class TooLong extends Refused {
    private static final long serialVersionUID = 1L;

    TooLong(String message) {
      super(message);
    }
  }
}
