package dev.fovea.cli;

import dev.fovea.image.Box;
import dev.fovea.image.Image;
import dev.fovea.train.classification.ClassLocalization;
import dev.fovea.train.classification.Inference;
import dev.fovea.train.classification.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea explain}: where in a picture a network sees what it says. */
@Command(
    name = "explain",
    description = {
      "Draw over a photograph where a classifier sees a class, and the box that this implies.",
      "cam: class activation maps, of any network that ends in global average pooling."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea explain --model squeezenet1_0 --weights FILE photo.jpg",
      "  fovea explain --run runs/NAME --class bee photos --out maps"
    })
final class ExplainCommand implements Callable<Integer> {
  /** How to look inside. */
  enum Method { CAM }

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin ClassifierOptions classifier = new ClassifierOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "Pictures, or folders of pictures.")
  List<Path> paths = List.of();

  @Option(names = "--method", paramLabel = "METHOD", defaultValue = "cam", order = 20,
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Method method = Method.CAM;

  @Option(names = "--class", paramLabel = "CLASS", order = 21,
      description = "A class, by name or number (default: the most probable one).")
  @Nullable String className;

  @Option(names = "--out", paramLabel = "DIR", order = 22, defaultValue = ".",
      description = "Where NAME-cam.png goes (default: this folder).")
  Path out = Path.of(".");

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    List<Path> files = Pictures.find(paths);
    List<Map<String, Object>> facts = new ArrayList<>();
    boolean allRead = true;
    try (Predictor predictor = classifier.open(device, Inference.FLOAT32)) {
      Integer number = className == null ? null : number(predictor.info().classes(), className);
      Files.createDirectories(out);
      for (Path file : files) {
        Image image;
        try {
          image = Image.read(file);
        } catch (IOException | IllegalArgumentException e) {
          console.note("fovea: " + Pictures.problem(file, e));
          allRead = false;
          continue;
        }
        ClassLocalization found = ClassLocalization.of(predictor, image, number);
        Path drawn = out.resolve(file.getFileName().toString().replaceFirst("\\.[^.]+$", "") + "-cam.png");
        found.over(image).write(drawn);
        facts.add(facts(file, drawn, found));
        if (!output.json) {
          console.line(String.format(Locale.ROOT, "%6.2f %%  %s at %d,%d, %d x %d  %s",
              100 * found.guess().probability(), found.guess().name(), found.box().x(), found.box().y(),
              found.box().width(), found.box().height(), drawn));
        }
      }
    }
    if (output.json) {
      console.json(facts);
    }
    return allRead ? ExitCode.OK : ExitCode.INPUT;
  }

  private static int number(List<String> classes, String name) {
    int at = classes.indexOf(name);
    if (at < 0) {
      for (int i = 0; i < classes.size() && at < 0; i++) {
        at = List.of(classes.get(i).toLowerCase(Locale.ROOT).split(", *")).contains(name.toLowerCase(Locale.ROOT)) ? i
            : -1;
      }
    }
    if (at < 0 && name.matches("\\d{1,9}") && Integer.parseInt(name) < Math.max(1, classes.size())) {
      at = Integer.parseInt(name);
    }
    if (at < 0) {
      throw CliException.usage("the network knows no class '" + name + "'",
          Nearest.hint(name, classes, "It knows " + classes.size() + " classes; give one by name or number."));
    }
    return at;
  }

  private static Map<String, Object> facts(Path file, Path drawn, ClassLocalization found) {
    Box box = found.box();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("picture", file.toString());
    facts.put("class", found.guess().name());
    facts.put("number", found.guess().number());
    facts.put("probability", found.guess().probability());
    facts.put("box", List.of(box.x(), box.y(), box.width(), box.height()));
    facts.put("drawn", drawn.toString());
    return facts;
  }
}
