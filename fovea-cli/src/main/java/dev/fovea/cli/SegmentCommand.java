package dev.fovea.cli;

import dev.fovea.image.Image;
import dev.fovea.train.segmentation.SegmentedPicture;
import dev.fovea.train.segmentation.Segmenter;
import dev.fovea.train.segmentation.Tiling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea segment}: the class of every pixel of pictures. */
@Command(
    name = "segment",
    description = {
      "Name the class of every pixel of pictures of any size.",
      "For each picture, PICTURE-mask.png holds the class numbers, shown in colours, and PICTURE-overlay.png the"
          + " picture tinted by class, with a legend.",
      "A picture that cannot be read is named on standard error, the others are still done, and the exit code is 3."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea segment --run runs/NAME street.jpg --out masks",
      "  fovea segment --run runs/NAME photos --size 240",
      "  fovea segment --run runs/NAME map.png --size 0 --tile 1024 --overlap 256",
      "  fovea segment --model unet --weights unet_carvana_scale0.5_epoch2.pth car.jpg",
      "  fovea segment --run runs/NAME photos --json > shares.json"
    })
final class SegmentCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin SegmenterOptions segmenter = new SegmenterOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PICTURE", arity = "1..*",
      description = "Pictures, or folders that are searched for pictures (JPEG, PNG, WebP, BMP, TIFF, GIF).")
  List<Path> paths = List.of();

  @Option(names = "--out", paramLabel = "DIR", order = 20, defaultValue = ".",
      description = "The folder for masks and overlays (default: the current one).")
  Path out = Path.of(".");

  @Option(names = "--size", paramLabel = "PIXELS", order = 21,
      description = "Shorter side to which pictures are brought before; 0 for their own (default: as in training).")
  @Nullable Integer size;

  @Option(names = "--tile", paramLabel = "PIXELS", order = 22, defaultValue = "512",
      description = "Side of the squares in which larger pictures are done, a multiple of 16"
          + " (default: ${DEFAULT-VALUE}).")
  int tile = 512;

  @Option(names = "--overlap", paramLabel = "PIXELS", order = 23, defaultValue = "128",
      description = "What neighbouring squares share, a multiple of 16 (default: ${DEFAULT-VALUE}).")
  int overlap = 128;

  /** A picture and what came of it: files and a mask, or what is wrong. */
  private record Answer(Path file, @Nullable Path mask, @Nullable Path overlay, @Nullable SegmentedPicture seen,
      String error) {}

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (size != null && size < 0) {
      throw CliException.usage("--size: expected 0 or more, got " + size, null);
    }
    Tiling tiling = tiling();
    List<Path> files = Pictures.find(paths);
    List<Answer> answers = new ArrayList<>();
    try (Segmenter opened = segmenter.open(device)) {
      Files.createDirectories(out);
      Set<String> taken = new HashSet<>();
      for (Path file : files) {
        Answer answer = segment(opened, tiling, file, taken);
        show(console, answer);
        answers.add(answer);
      }
    }
    if (output.json) {
      console.json(answers.stream().map(SegmentCommand::facts).toList());
    }
    return answers.stream().allMatch(answer -> answer.error().isEmpty()) ? ExitCode.OK : ExitCode.INPUT;
  }

  private Tiling tiling() {
    try {
      return new Tiling(tile, overlap);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--" + e.getMessage(), null);
    }
  }

  private Answer segment(Segmenter opened, Tiling tiling, Path file, Set<String> taken) throws IOException {
    Image picture;
    try {
      picture = Image.read(file);
    } catch (IOException | RuntimeException e) {
      return new Answer(file, null, null, null, Pictures.problem(file, e));
    }
    SegmentedPicture seen = opened.segment(picture, size == null ? opened.info().size() : size, tiling);
    String stem = stem(file, taken);
    Path mask = Files.write(out.resolve(stem + "-mask.png"), seen.toPng());
    Path overlay = out.resolve(stem + "-overlay.png");
    seen.overlay(picture).write(overlay);
    return new Answer(file, mask, overlay, seen, "");
  }

  /** The file's name without its suffix, with a number behind it where another picture has it. */
  private static String stem(Path file, Set<String> taken) {
    String name = file.getFileName().toString();
    String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    String free = stem;
    for (int i = 2; !taken.add(free); i++) {
      free = stem + "-" + i;
    }
    return free;
  }

  private void show(Console console, Answer answer) {
    SegmentedPicture seen = answer.seen();
    if (seen == null) {
      console.note("fovea: " + answer.error());
    } else if (!output.json && output.quiet) {
      console.line(String.valueOf(answer.mask()));
    } else if (!output.json) {
      console.line(console.paint(Console.BOLD, answer.file().toString()));
      double[] shares = seen.shares();
      seen.present().forEach(number -> console.line(String.format(Locale.ROOT, "  %6.2f %%  %s", 100 * shares[number],
          seen.classes().get(number))));
      console.line("  " + answer.mask() + ", " + answer.overlay());
    }
  }

  private static Map<String, Object> facts(Answer answer) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("picture", answer.file().toString());
    SegmentedPicture seen = answer.seen();
    if (seen == null) {
      facts.put("error", answer.error());
      return facts;
    }
    facts.put("mask", String.valueOf(answer.mask()));
    facts.put("overlay", String.valueOf(answer.overlay()));
    double[] shares = seen.shares();
    facts.put("classes", seen.present().stream().map(number -> {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("class", seen.classes().get(number));
      one.put("number", number);
      one.put("share", shares[number]);
      return one;
    }).toList());
    return facts;
  }
}
