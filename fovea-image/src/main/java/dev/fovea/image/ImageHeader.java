package dev.fovea.image;

import java.util.Locale;

/**
 * Format and size of a picture, read from the first bytes without decoding it, so that a file which claims a gigantic
 * picture is refused before memory is taken for it, and a file that is cut short before half of it is decoded.
 *
 * @param format the file format
 * @param width width in pixels as stored, before an EXIF orientation is applied
 * @param height height in pixels as stored
 */
record ImageHeader(Format format, int width, int height) {
  /** The largest picture that is decoded: the limit at which Pillow speaks of a decompression bomb. */
  static final long MAX_PIXELS = 178_956_970;

  enum Format { JPEG, PNG, WEBP, BMP, TIFF, GIF }

  /**
   * Recognises the format by its first bytes and checks size and outer structure.
   *
   * @throws ImageFormatException if the bytes are none of the formats, cut short, or claim too many pixels
   */
  static ImageHeader read(byte[] data) {
    if (data.length == 0) {
      throw new ImageFormatException("It is empty (0 bytes).");
    }
    Bytes big = new Bytes(data, true);
    Bytes little = new Bytes(data, false);
    if (big.has(0, "\u00ff\u00d8\u00ff")) {
      return JpegHeader.read(big);
    } else if (big.has(0, PngHeader.SIGNATURE)) {
      return PngHeader.read(data);
    } else if (big.has(0, "RIFF") && big.has(8, "WEBP")) {
      return WebpHeader.read(little);
    } else if (big.has(0, "GIF87a") || big.has(0, "GIF89a")) {
      return of(Format.GIF, Math.max(1, little.u16(6)), Math.max(1, little.u16(8)));
    } else if (big.has(0, "BM")) {
      return BmpHeader.read(little);
    } else if (big.has(0, "II*\0")) {
      return TiffHeader.read(little);
    } else if (big.has(0, "MM\0*")) {
      return TiffHeader.read(big);
    }
    throw new ImageFormatException("Its first bytes are " + hex(data) + ", which is none of the known formats.");
  }

  /** Checks the size and makes the header. */
  static ImageHeader of(Format format, long width, long height) {
    if (width <= 0 || height <= 0) {
      throw new ImageFormatException("Its " + format + " header claims " + width + " x " + height + " pixels.");
    }
    if (width > MAX_PIXELS || height > MAX_PIXELS || width * height > MAX_PIXELS) {
      throw new ImageFormatException("Its " + format + " header claims " + width + " x " + height
          + " pixels, which is more than the limit.");
    }
    return new ImageHeader(format, (int) width, (int) height);
  }

  /** Refuses a header which claims more pixels than {@code bytes} of data can hold in the given format. */
  static ImageHeader plausible(ImageHeader header, long bytes, long pixelsPerByte) {
    long pixels = (long) header.width * header.height;
    if (pixels / pixelsPerByte > bytes) {
      throw new ImageFormatException("It is cut short or damaged: its " + header.format + " header claims "
          + header.width + " x " + header.height + " pixels, too many for " + bytes + " bytes of data.");
    }
    return header;
  }

  private static String hex(byte[] data) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(8, data.length); i++) {
      text.append(i == 0 ? "" : " ").append(String.format(Locale.ROOT, "%02x", data[i]));
    }
    return text.toString();
  }
}
