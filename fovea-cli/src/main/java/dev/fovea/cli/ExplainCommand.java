package dev.fovea.cli;

import dev.fovea.image.Box;
import dev.fovea.image.Image;
import dev.fovea.models.explain.AttentionRollout;
import dev.fovea.train.classification.AttentionView;
import dev.fovea.train.classification.ClassLocalization;
import dev.fovea.train.classification.Inference;
import dev.fovea.train.classification.Prediction;
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
      "Draw over a photograph where a classifier looks.",
      "cam: where it sees a class, and the box that this implies, of any network that ends in global average pooling.",
      "attention: where the layers of a transformer look. rollout: what flows through all of them into its answer."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea explain --model squeezenet1_0 --weights FILE photo.jpg",
      "  fovea explain --run runs/NAME --class bee photos --out maps",
      "  fovea explain --run runs/NAME --method attention --layer all photo.jpg"
    })
final class ExplainCommand implements Callable<Integer> {
  /** How to look inside. */
  enum Method { CAM, ATTENTION, ROLLOUT }

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
      description = "cam: a class, by name or number (default: the most probable one).")
  @Nullable String className;

  @Option(names = "--layer", paramLabel = "N", order = 22,
      description = "attention: a layer's number from 0 on, last, or all beside each other (default: last).")
  @Nullable String layer;

  @Option(names = "--heads", paramLabel = "FUSION", order = 23,
      description = "rollout: how the heads of a layer become one, ${COMPLETION-CANDIDATES} (default: MEAN).")
  AttentionRollout.@Nullable Fusion heads;

  @Option(names = "--out", paramLabel = "DIR", order = 24, defaultValue = ".",
      description = "Where NAME-METHOD.png goes (default: this folder).")
  Path out = Path.of(".");

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    checkOptions();
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
        Path drawn = out.resolve(file.getFileName().toString().replaceFirst("\\.[^.]+$", "") + "-"
            + method.name().toLowerCase(Locale.ROOT) + ".png");
        Map<String, Object> found = method == Method.CAM ? localize(predictor, image, number, drawn)
            : attend(predictor, image, drawn);
        Map<String, Object> all = new LinkedHashMap<>(Map.of("picture", file.toString()));
        all.putAll(found);
        all.put("drawn", drawn.toString());
        facts.add(all);
        if (!output.json) {
          console.line(String.format(Locale.ROOT, "%6.2f %%  %s %s  %s", 100 * (float) found.get("probability"),
              found.get("class"), where(found), drawn));
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

  /** Options that say nothing under the method are mistakes. */
  private void checkOptions() {
    String idle = className != null && method != Method.CAM ? "--class"
        : layer != null && method != Method.ATTENTION ? "--layer"
        : heads != null && method != Method.ROLLOUT ? "--heads" : null;
    if (idle != null) {
      throw CliException.usage(idle + " says nothing to --method " + method.name().toLowerCase(Locale.ROOT),
          "Leave it out, or choose the method that it belongs to; see fovea explain --help");
    }
    if (layer != null && !layer.matches("last|all|\\d{1,4}")) {
      throw CliException.usage("--layer: expected a number from 0 on, last or all, got '" + layer + "'", null);
    }
  }

  private static String where(Map<String, Object> found) {
    return found.get("box") instanceof List<?> box
        ? "at " + box.get(0) + "," + box.get(1) + ", " + box.get(2) + " x " + box.get(3)
        : "in " + String.join(", ", ((List<?>) found.get("layers")).stream().map(String::valueOf).toList());
  }

  private static Map<String, Object> localize(Predictor predictor, Image image, @Nullable Integer number, Path drawn)
      throws IOException {
    ClassLocalization found = ClassLocalization.of(predictor, image, number);
    found.over(image).write(drawn);
    Map<String, Object> facts = facts(found.guess());
    Box box = found.box();
    facts.put("box", List.of(box.x(), box.y(), box.width(), box.height()));
    return facts;
  }

  private Map<String, Object> attend(Predictor predictor, Image image, Path drawn) throws IOException {
    AttentionView view = method == Method.ATTENTION ? AttentionView.attention(predictor, image)
        : AttentionView.rollout(predictor, image, heads == null ? AttentionRollout.Fusion.MEAN : heads);
    List<String> names = view.layers().stream().map(AttentionView.Heat::layer).toList();
    Map<String, Object> facts = facts(view.guess());
    if ("all".equals(layer)) {
      view.strip().write(drawn);
      facts.put("layers", names);
      return facts;
    }
    int at = layer == null || layer.equals("last") ? names.size() - 1 : Integer.parseInt(layer);
    if (at >= names.size()) {
      throw CliException.usage("--layer: expected 0 to " + (names.size() - 1) + ", last or all, got " + layer,
          "The network's layers are " + String.join(", ", names));
    }
    view.over(at).write(drawn);
    facts.put("layers", List.of(names.get(at)));
    return facts;
  }

  private static Map<String, Object> facts(Prediction.Guess guess) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("class", guess.name());
    facts.put("number", guess.number());
    facts.put("probability", guess.probability());
    return facts;
  }
}
