package dev.fovea.image;

/** Reads the first directory of a TIFF file (revision 6.0, 1992): size, and whether its strips or tiles are there. */
final class TiffHeader {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES = 277;
  private static final int STRIP_SIZES = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_SIZES = 325;
  private static final int EXTRA_SAMPLES = 338;
  private static final int UNASSOCIATED_ALPHA = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int MAX_SAMPLES = 16;

  private final Bytes bytes;
  private final long directory;
  private final int entries;

  private TiffHeader(Bytes bytes) {
    this.bytes = bytes;
    this.directory = bytes.u32(4);
    this.entries = bytes.u16(directory);
    bytes.need(directory + 2, entries * 12L);
  }

  static ImageHeader read(Bytes bytes) {
    TiffHeader tiff = new TiffHeader(bytes);
    ImageHeader header = ImageHeader.of(ImageHeader.Format.TIFF, tiff.value(WIDTH, 0), tiff.value(HEIGHT, 0));
    long samples = tiff.value(SAMPLES, 1);
    if (samples < 1 || samples > MAX_SAMPLES) {
      throw new ImageFormatException("Its TIFF header claims " + samples + " samples for each pixel.");
    }
    ImageHeader.of(ImageHeader.Format.TIFF, tiff.value(TILE_WIDTH, 1), tiff.value(TILE_HEIGHT, 1));
    tiff.checkData(STRIP_OFFSETS, STRIP_SIZES);
    tiff.checkData(TILE_OFFSETS, TILE_SIZES);
    return header;
  }

  /**
   * The place of the byte that says that the colours are not multiplied with the alpha channel, or -1 if there is none.
   * The decoder would multiply them; with a 1 in this place it leaves them as they are.
   */
  static int alphaKind(byte[] file) {
    Bytes bytes = new Bytes(file, file[0] == 'M');
    TiffHeader tiff = new TiffHeader(bytes);
    long entry = tiff.entry(EXTRA_SAMPLES);
    if (entry < 0 || bytes.u16(entry + 2) != SHORT || bytes.u32(entry + 4) != 1
        || bytes.u16(entry + 8) != UNASSOCIATED_ALPHA) {
      return -1;
    }
    return (int) entry + (file[0] == 'M' ? 9 : 8);
  }

  /** Every strip or tile must lie inside the file. */
  private void checkData(int offsetsTag, int sizesTag) {
    long offsets = entry(offsetsTag);
    long sizes = entry(sizesTag);
    if (offsets < 0 || sizes < 0) {
      return;
    }
    long count = Math.min(bytes.u32(offsets + 4), bytes.u32(sizes + 4));
    for (long i = 0; i < count; i++) {
      bytes.need(element(offsets, i), element(sizes, i));
    }
  }

  private long value(int tag, long otherwise) {
    long entry = entry(tag);
    return entry < 0 ? otherwise : element(entry, 0);
  }

  private long entry(int tag) {
    for (int i = 0; i < entries; i++) {
      long at = directory + 2 + i * 12L;
      if (bytes.u16(at) == tag) {
        return at;
      }
    }
    return -1;
  }

  private long element(long entry, long index) {
    int type = bytes.u16(entry + 2);
    if (type != SHORT && type != LONG) {
      throw new ImageFormatException("Its TIFF directory holds a size of the kind " + type + ".");
    }
    int size = type == SHORT ? 2 : 4;
    long at = entry + 8;
    if (bytes.u32(entry + 4) * size > 4) {
      at = bytes.u32(at);
    }
    at += index * size;
    return type == SHORT ? bytes.u16(at) : bytes.u32(at);
  }
}
