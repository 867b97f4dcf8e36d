package dev.fovea.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/** Pictures to and from AWT's. */
final class AwtImages {
  private AwtImages() {}

  static Image fromBufferedImage(BufferedImage source) {
    int width = source.getWidth();
    int height = source.getHeight();
    if (source.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      // AWT takes such samples for linear light and would brighten them on the way to RGB.
      byte[] grey = new byte[Image.byteCount(width, height, 1)];
      source.getRaster().getDataElements(0, 0, width, height, grey);
      return new Image(width, height, 1, grey);
    }
    byte[] rgb = new byte[Image.byteCount(width, height, 3)];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < height; y++) {
      source.getRGB(0, y, width, 1, row, 0, width);
      for (int pixel : row) {
        rgb[to++] = (byte) (pixel >> 16);
        rgb[to++] = (byte) (pixel >> 8);
        rgb[to++] = (byte) pixel;
      }
    }
    return new Image(width, height, 3, rgb);
  }

  static BufferedImage toBufferedImage(Image image) {
    boolean grey = image.channels() == 1;
    BufferedImage target = new BufferedImage(image.width(), image.height(),
        grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    byte[] to = ((DataBufferByte) target.getRaster().getDataBuffer()).getData();
    byte[] from = image.data();
    if (grey) {
      System.arraycopy(from, 0, to, 0, from.length);
    } else {
      for (int i = 0; i < from.length; i += 3) {
        to[i] = from[i + 2];
        to[i + 1] = from[i + 1];
        to[i + 2] = from[i];
      }
    }
    return target;
  }
}
