package dev.fovea.data;

import java.net.URI;

/**
 * A file that can be downloaded.
 *
 * @param name its name on disk
 * @param uri where it is
 * @param bytes its length
 * @param sha256 the SHA-256 of its content, 64 hexadecimal digits in lower case
 */
public record RemoteFile(String name, URI uri, long bytes, String sha256) {
  /** Checks the values. */
  public RemoteFile {
    if (!sha256.matches("[0-9a-f]{64}") || bytes < 1) {
      throw new IllegalArgumentException(name + ": expected 64 hexadecimal digits and a length above 0, got " + sha256
          + " and " + bytes);
    }
  }
}
