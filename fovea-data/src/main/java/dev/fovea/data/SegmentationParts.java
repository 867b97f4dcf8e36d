package dev.fovea.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a segmentation data set.
 *
 * @param train what a network learns from
 * @param validation what weights are chosen by
 * @param test what the final figure is measured on; the validation part where there is no other
 */
public record SegmentationParts(SegmentationSet train, SegmentationSet validation, SegmentationSet test) {
  /** What stands before the path of a folder of pictures and masks. */
  public static final String FOLDER = "mask-folder:";

  /** Where the files of {@code camvid} are on this machine, if they are. */
  public static Optional<Path> findCamVid(Datasets.Options options) {
    return CamVid.find(options);
  }

  /** {@link #open(String, Datasets.Options, List)}, where only {@link MaskedImage#VOID} counts for nothing. */
  public static SegmentationParts open(String spec, Datasets.Options options) {
    return open(spec, options, List.of(MaskedImage.VOID));
  }

  /**
   * Opens a data set: {@code camvid}, or {@code mask-folder:PATH} for a folder of pictures and masks, see
   * {@link MaskFolder}.
   *
   * @param ignore values of masks that count for nothing; {@code camvid} has its own
   * @throws DataException if there is no such data set, its files are missing or damaged, or masks do not fit
   */
  public static SegmentationParts open(String spec, Datasets.Options options, List<Integer> ignore) {
    if (spec.startsWith(FOLDER)) {
      return MaskFolder.open(Path.of(spec.substring(FOLDER.length())), ignore);
    }
    if (spec.equals(CamVid.NAME)) {
      return CamVid.open(options);
    }
    throw new DataException("There is no segmentation data set \"" + spec + "\"; known are " + CamVid.NAME + " and "
        + FOLDER + "PATH, a folder of pictures and masks");
  }
}
