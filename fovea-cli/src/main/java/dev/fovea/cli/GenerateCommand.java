package dev.fovea.cli;

import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.Resize;
import dev.fovea.train.generative.PictureGenerator;
import dev.fovea.train.generative.PictureGenerators;
import dev.fovea.train.generative.SampleSheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea generate}: pictures that a trained network makes. */
@Command(
    name = "generate",
    description = {
      "Make pictures with a trained GAN or diffusion model: a sheet of them, or one file each.",
      "The same seed makes the same pictures."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea generate --run runs/NAME",
      "  fovea generate --run runs/NAME --count 100 --seed 7 --out shoes.png",
      "  fovea generate --run runs/NAME --count 1000 --separate --out made",
      "  fovea generate --run runs/NAME --interpolate --count 6 --columns 12",
      "  fovea generate --run runs/NAME --class Sandal --guidance 3",
      "  fovea generate --run runs/NAME --sampler ddim --steps 50"
    })
final class GenerateCommand implements Callable<Integer> {
  private static final int USUAL = 64;
  private static final int USUAL_ROWS = 8;
  private static final int LARGEST_SCALE = 32;

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "A run folder; the same as --run.")
  @Nullable Path first;

  @Option(names = "--run", paramLabel = "RUN", order = 10,
      description = "A run folder, whose best weights are used, or a weights file of one.")
  @Nullable Path run;

  @Option(names = "--count", paramLabel = "N", order = 11,
      description = "How many pictures (default: 64), or rows with --interpolate (default: 8).")
  @Nullable Integer count;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", order = 12,
      description = "The noise to start from (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(names = "--class", paramLabel = "NAME", order = 13,
      description = "Only pictures of this class, where the network learned classes.")
  @Nullable String wanted;

  @Option(names = "--interpolate", order = 14,
      description = "Rows of pictures that lead from one noise to another.")
  boolean interpolate;

  @Option(names = "--columns", paramLabel = "N", order = 15,
      description = "Pictures in a row of the sheet (default: a square sheet; 10 with --interpolate).")
  @Nullable Integer columns;

  @Option(names = "--scale", paramLabel = "N", defaultValue = "1", order = 16,
      description = "How many times to enlarge each picture, without blur (default: ${DEFAULT-VALUE}).")
  int scale = 1;

  @Option(names = "--out", paramLabel = "FILE|DIR", order = 17,
      description = "Where to write: the sheet's file (default: generated.png), or the folder with --separate"
          + " (default: generated).")
  @Nullable Path out;

  @Option(names = "--separate", order = 18, description = "One PNG file a picture, in a folder, and no sheet.")
  boolean separate;

  @Option(names = "--steps", paramLabel = "N", order = 20, description = "Steps of a diffusion model's sampling.")
  @Nullable Integer steps;

  @Option(names = "--sampler", paramLabel = "NAME", order = 21,
      description = "How a diffusion model samples: ddpm, ddim, or ddim:ETA with noise of ETA (0 to 1).")
  @Nullable String sampler;

  @Option(names = "--guidance", paramLabel = "W", order = 22,
      description = "How strongly the class counts in a diffusion model's sampling.")
  @Nullable Double guidance;

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    Path source = source();
    int number = count != null ? count : interpolate ? USUAL_ROWS : USUAL;
    check(number);
    long start = System.nanoTime();
    List<Image> images;
    try (PictureGenerator generator = PictureGenerators.open(source, device.apply())) {
      PictureGenerator.Request request = request(generator, number);
      IntConsumer progress = progress(console);
      images = interpolate ? generator.interpolate(request, across(number), progress)
          : generator.generate(request, progress);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Image> sized = images.stream().map(this::enlarged).toList();
    Path written = separate ? writeAll(sized) : writeSheet(sized, across(number));
    if (output.json) {
      console.json(facts(written, images.size(), seconds));
    } else {
      console.line(written.toString());
      if (!output.quiet) {
        console.note(images.size() + (images.size() == 1 ? " picture" : " pictures") + " in "
            + ProgressLine.time(seconds) + ", seed " + seed);
      }
    }
    return ExitCode.OK;
  }

  private Path source() {
    if (first != null && run != null) {
      throw CliException.usage("two runs, " + first + " and " + run + "; give one", null);
    }
    Path source = first != null ? first : run;
    if (source == null) {
      throw CliException.usage("which network? Give --run RUN", "fovea train dcgan-fashion-mnist makes one.");
    }
    return Files.isRegularFile(source) ? source : Runs.trained(source).root();
  }

  private void check(int number) {
    if (number < 1) {
      throw CliException.usage("--count: expected 1 or more, got " + number, null);
    }
    if (columns != null && columns < (interpolate ? 2 : 1)) {
      throw CliException.usage("--columns: expected " + (interpolate ? 2 : 1) + " or more, got " + columns, null);
    }
    if (scale < 1 || scale > LARGEST_SCALE) {
      throw CliException.usage("--scale: expected 1 to " + LARGEST_SCALE + ", got " + scale, null);
    }
    if (steps != null && steps < 1) {
      throw CliException.usage("--steps: expected 1 or more, got " + steps, null);
    }
    if (guidance != null && !Double.isFinite(guidance)) {
      throw CliException.usage("--guidance: expected a number, got " + guidance, null);
    }
    if (separate && out != null && Files.isRegularFile(out)) {
      throw CliException.usage("--out: with --separate it is a folder, but " + out + " is a file", null);
    }
    if (!separate && out != null && !out.toString().toLowerCase(Locale.ROOT).matches(".+\\.(png|jpe?g)")
        && !Files.isDirectory(out)) {
      throw CliException.usage("--out: expected a name that ends in .png or .jpg, got " + out,
          "For a folder of pictures add --separate.");
    }
    if (!separate && out != null && Files.isDirectory(out)) {
      throw CliException.usage("--out: a sheet is a file, but " + out + " is a folder",
          "Write --out " + out.resolve("generated.png") + ", or add --separate.");
    }
  }

  private PictureGenerator.Request request(PictureGenerator generator, int number) {
    PictureGenerator.Request request = PictureGenerator.Request.of(number, seed);
    if (wanted != null) {
      request = request.withLabel(label(generator.classes(), wanted));
    }
    request = steps == null ? request : request.withSteps(steps);
    request = sampler == null ? request : request.withSampler(sampler);
    return guidance == null ? request : request.withGuidance(guidance);
  }

  private static int label(List<String> classes, String name) {
    if (classes.isEmpty()) {
      throw CliException.usage("--class: this network learned without classes", null);
    }
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    throw CliException.usage("--class: unknown class '" + name + "'",
        Nearest.hint(name, classes, "Classes: " + String.join(", ", classes)));
  }

  private int across(int number) {
    return columns != null ? columns : interpolate ? 10 : (int) Math.ceil(Math.sqrt(number));
  }

  private IntConsumer progress(Console console) {
    if (output.quiet || output.json || !Console.errIsTerminal()) {
      return percent -> {};
    }
    return percent -> {
      console.err.print("\r" + (percent < 100 ? percent + " %" : "") + "\u001b[K");
      console.err.flush();
    };
  }

  private Image enlarged(Image image) {
    return scale == 1 ? image
        : Resize.resize(image, image.width() * scale, image.height() * scale, Interpolation.NEAREST);
  }

  private Path writeSheet(List<Image> images, int across) throws IOException {
    Path file = out != null ? out : Path.of("generated.png");
    if (file.toAbsolutePath().getParent() != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    SampleSheet.of(images, across).write(file);
    return file;
  }

  private Path writeAll(List<Image> images) throws IOException {
    Path folder = Files.createDirectories(out != null ? out : Path.of("generated"));
    int digits = Math.max(4, Integer.toString(images.size()).length());
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      files.add(folder.resolve(String.format(Locale.ROOT, "%0" + digits + "d.png", i + 1)));
      images.get(i).write(files.get(i));
    }
    return folder;
  }

  private Map<String, Object> facts(Path written, int pictures, double seconds) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("out", written.toString());
    facts.put("pictures", pictures);
    facts.put("seed", seed);
    facts.put("seconds", seconds);
    return facts;
  }
}
