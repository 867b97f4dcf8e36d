package dev.fovea.data;

import dev.fovea.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of pictures and masks, in the ways that people keep them.
 *
 * <p><b>Layouts.</b> Parts are called train (training), val (valid, validation) and test (testing):
 * <ul>
 * <li>{@code train/images/a.jpg} with {@code train/masks/a.png}, so too for the other parts;
 * <li>{@code images/train/a.jpg} with {@code masks/train/a.png};
 * <li>{@code train/a.png} with {@code trainannot/a.png}, as in the SegNet tutorial's CamVid;
 * <li>{@code train/a.jpg} with {@code train/a_mask.png}, side by side;
 * <li>the first and the last without parts: {@code images/a.jpg} with {@code masks/a.png}.
 * </ul>
 * For masks, labels, annotations, annot and gt do as well; a mask has its picture's name, or that with an ending like
 * {@code _mask} or {@code .label}. Without parts, eight tenths are for training, one for validation, one for the test,
 * always the same ones. Without val, a tenth of train is held out for it; without test, val serves as both.
 *
 * <p><b>Values.</b> Masks are PNG files of class numbers (palette or grey), or in colours. A file {@code classes.txt}
 * (or {@code class_dict.csv}, {@code label_colors.txt}, {@code labels.txt}, {@code palette.txt}, {@code codes.txt}) in
 * the folder names the classes, one a line, as {@code road} or {@code road,128,64,128}; one that is called void, ignore
 * or unlabelled is none. Without it, numbers are names, colours are classes in ascending order of red, green and blue,
 * and two values alone, such as 0 and 255, are background and foreground. All masks are read once when the folder is
 * opened, so that what does not fit shows at once.
 */
public final class MaskFolder {
  private final String name;
  private final MaskCoding coding;

  private MaskFolder(Path root, MaskCoding coding) {
    this.name = String.valueOf(root.toAbsolutePath().normalize().getFileName());
    this.coding = coding;
  }

  /**
   * Opens a folder.
   *
   * @param ignore numbers in masks that count for nothing
   * @throws DataException if there are no pictures, masks are missing, or their values mean nothing; says what to do
   */
  public static SegmentationParts open(Path root, List<Integer> ignore) {
    return open(root, ClassList.find(root).orElse(null), ignore);
  }

  static SegmentationParts open(Path root, @Nullable ClassList list, List<Integer> ignore) {
    if (!Files.isDirectory(root)) {
      throw new DataException(root + ": expected a folder of pictures and masks, got "
          + (Files.exists(root) ? "a file" : "nothing there") + "; write " + SegmentationParts.FOLDER + "PATH");
    }
    MaskLayout layout = new MaskLayout(root);
    List<MaskLayout.Pair> train = layout.part(Split.TRAIN);
    List<MaskLayout.Pair> validation = train.isEmpty() ? List.of() : layout.part(Split.VALIDATION);
    List<MaskLayout.Pair> test = train.isEmpty() ? List.of() : layout.part(Split.TEST);
    List<MaskLayout.Pair> all = train.isEmpty() ? layout.whole()
        : Stream.of(train, validation, test).flatMap(List::stream).toList();
    if (all.isEmpty()) {
      throw new DataException(root + " holds no pictures with masks in a known layout; expected images/NAME.jpg with "
          + "masks/NAME.png, or folders train, val and test with such folders in them");
    }
    List<MaskFile> masks = all.parallelStream().map(pair -> MaskFile.scan(pair.mask())).toList();
    MaskCoding coding = list == null ? MaskCoding.of(masks, ignore) : MaskCoding.of(list, masks, ignore);
    masks.forEach(coding::check);
    return new MaskFolder(root, coding).divided(all, train.size(), validation.size(), test.size());
  }

  private SegmentationParts divided(List<MaskLayout.Pair> all, int trained, int validated, int tested) {
    SegmentationSet whole = new Pictures(name, coding, all);
    if (trained == 0) {
      List<SegmentationSet> parts = held(whole, tenth(whole.size()), tenth(whole.size()));
      return new SegmentationParts(parts.get(2), parts.get(0), parts.get(1));
    }
    SegmentationSet train = new Pictures(name, coding, all.subList(0, trained));
    Optional<SegmentationSet> validation = part(all, trained, validated);
    Optional<SegmentationSet> test = part(all, trained + validated, tested);
    if (validation.isPresent()) {
      return new SegmentationParts(train, validation.get(), test.orElse(validation.get()));
    }
    List<SegmentationSet> parts = held(train, tenth(trained));
    return new SegmentationParts(parts.get(1), parts.get(0), test.orElse(parts.get(0)));
  }

  private Optional<SegmentationSet> part(List<MaskLayout.Pair> all, int from, int size) {
    return size == 0 ? Optional.empty() : Optional.of(new Pictures(name, coding, all.subList(from, from + size)));
  }

  private static int tenth(int size) {
    return Math.max(1, Math.round(size / 10f));
  }

  /** Parts of these sizes, drawn at random, and then what is left. */
  private List<SegmentationSet> held(SegmentationSet whole, int... sizes) {
    int[] order = Order.shuffled(whole.size(), 0).indices().apply(0);
    List<SegmentationSet> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= sizes.length; i++) {
      int to = i < sizes.length ? from + sizes[i] : order.length;
      if (to <= from || to > order.length) {
        throw new DataException(name + ": " + whole.size() + " pictures are too few to divide; expected "
            + (sizes.length + 1) + " or more");
      }
      int[] part = Arrays.copyOfRange(order, from, to);
      Arrays.sort(part);
      parts.add(whole.subset(part));
      from = to;
    }
    return parts;
  }

  /** Pictures and masks that are read when they are asked for. */
  private record Pictures(String name, MaskCoding coding, List<MaskLayout.Pair> pairs) implements SegmentationSet {
    @Override
    public List<String> classes() {
      return coding.names();
    }

    @Override
    public List<Integer> colors() {
      return coding.colors();
    }

    @Override
    public int size() {
      return pairs.size();
    }

    @Override
    public Image mask(int index) {
      Path file = pairs.get(index).mask();
      return coding.classes(MaskFile.read(file), file.toString());
    }

    @Override
    public String source(int index) {
      return pairs.get(index).image().toString();
    }

    @Override
    public MaskedImage get(int index, RandomGenerator random) {
      Image image = ImageFiles.read(pairs.get(index).image());
      Image mask = mask(index);
      if (mask.width() != image.width() || mask.height() != image.height()) {
        throw new DataException(pairs.get(index).image() + " has " + image.width() + " x " + image.height()
            + " pixels, but its mask " + pairs.get(index).mask() + " " + mask.width() + " x " + mask.height()
            + "; export both at one size");
      }
      return new MaskedImage(image, mask);
    }
  }
}
