package dev.fovea.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Whole files to pixels and back through OpenCV's codecs; GIF through {@link GifDecoder}. */
final class ImageCodec {
  private ImageCodec() {}

  /** Decodes to RGB, EXIF orientation applied. */
  static Image decode(byte[] file) {
    ImageHeader header = ImageHeader.read(file);
    if (header.format() == ImageHeader.Format.GIF) {
      return GifDecoder.decode(file);
    }
    OpenCv.load();
    try (BytePointer copy = new BytePointer(file.length);
        Mat input = new Mat(1, file.length, opencv_core.CV_8UC1, fill(copy, file, header));
        Mat output = opencv_imgcodecs.imdecode(input, opencv_imgcodecs.IMREAD_COLOR_RGB)) {
      return toImage(output, header);
    } catch (RuntimeException e) {
      if (e instanceof ImageFormatException) {
        throw e;
      }
      throw new ImageFormatException("Its " + header.format() + " data cannot be decoded (" + firstLine(e) + ").", e);
    }
  }

  private static BytePointer fill(BytePointer copy, byte[] file, ImageHeader header) {
    copy.put(file, 0, file.length);
    int alpha = header.format() == ImageHeader.Format.TIFF ? TiffHeader.alphaKind(file) : -1;
    return alpha < 0 ? copy : copy.put(alpha, (byte) 1);
  }

  private static Image toImage(Mat mat, ImageHeader header) {
    int width = mat.cols();
    int height = mat.rows();
    boolean upright = width == header.width() && height == header.height();
    boolean turned = width == header.height() && height == header.width();
    if (mat.empty() || mat.type() != opencv_core.CV_8UC3 || !mat.isContinuous() || !(upright || turned)) {
      throw new ImageFormatException("Its " + header.format() + " data are damaged, or of a kind that is not decoded: "
          + header.width() + " x " + header.height() + " pixels were claimed"
          + (mat.empty() ? " and none came." : " and " + width + " x " + height + " came."));
    }
    byte[] data = new byte[Image.byteCount(width, height, 3)];
    try (BytePointer pixels = mat.data()) {
      pixels.get(data);
    }
    return new Image(width, height, 3, data);
  }

  /**
   * Encodes by the suffix.
   *
   * @param suffix ".png" or ".jpg"
   * @param quality JPEG quality, 1 to 100; PNG ignores it
   */
  static byte[] encode(Image image, String suffix, int quality) {
    OpenCv.load();
    byte[] pixels = image.channels() == 3 ? swapRedAndBlue(image.data()) : image.data();
    int type = image.channels() == 3 ? opencv_core.CV_8UC3 : opencv_core.CV_8UC1;
    try (BytePointer copy = new BytePointer(pixels.length);
        Mat mat = new Mat(image.height(), image.width(), type, copy.put(pixels, 0, pixels.length));
        IntPointer options = options(suffix, quality);
        BytePointer output = new BytePointer()) {
      if (!opencv_imgcodecs.imencode(suffix, mat, output, options)) {
        throw new IllegalStateException("A picture of " + image + " could not be encoded as " + suffix + ".");
      }
      byte[] file = new byte[(int) output.limit()];
      output.get(file);
      return file;
    }
  }

  private static IntPointer options(String suffix, int quality) {
    return suffix.equals(".jpg") ? new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality) : new IntPointer(0L);
  }

  private static byte[] swapRedAndBlue(byte[] rgb) {
    byte[] bgr = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    return bgr;
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message").trim();
  }
}
