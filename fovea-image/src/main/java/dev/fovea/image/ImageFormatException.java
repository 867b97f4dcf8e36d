package dev.fovea.image;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that are not a whole, readable picture: of no known format, damaged, cut short, empty or impossibly large.
 * The message names the file, says what was expected and what was found, and what to do next.
 */
public final class ImageFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String problem;

  ImageFormatException(String problem) {
    this("The given bytes", problem, null);
  }

  ImageFormatException(String problem, Throwable cause) {
    this("The given bytes", problem, cause);
  }

  private ImageFormatException(String source, String problem, @Nullable Throwable cause) {
    super(source + " cannot be read as a picture: " + problem
        + " Expected a whole JPEG, PNG, WebP, BMP, TIFF or GIF file of at most " + ImageHeader.MAX_PIXELS
        + " pixels. Fetch or export the file again, or leave it out of the data set.", cause);
    this.problem = problem;
  }

  /** The same problem, said of the named source. */
  ImageFormatException in(String source) {
    ImageFormatException named = new ImageFormatException(source, problem, getCause());
    named.setStackTrace(getStackTrace());
    return named;
  }

  /** What was found, in one sentence, without the source and the advice. */
  public String problem() {
    return problem;
  }
}
