package dev.fovea.cli;

import dev.fovea.image.Image;
import dev.fovea.train.classification.Prediction;
import dev.fovea.train.fewshot.FewShotClassifier;
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

/** {@code fovea fewshot}: names pictures by classes of the user's own, each known from a handful of pictures. */
@Command(
    name = "fewshot",
    description = {
      "Name pictures by classes of your own, each known from a handful of pictures, without training.",
      "DIR holds a folder for each class with one or more pictures in it; at least two classes.",
      "Drawings may be photographs: one drawing in each, dark on plain paper or bright on a plain dark ground."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea train protonet-omniglot-small1",
      "  fovea fewshot --run runs/NAME --support signs new.png",
      "  fovea fewshot --run runs/NAME --support signs photos --json"
    })
final class FewShotCommand implements Callable<Integer> {
  private static final int BATCH = 32;

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Option(names = "--run", paramLabel = "RUN", order = 10,
      description = "A run folder of a few-shot recipe; its best weights are used.")
  @Nullable Path run;

  @Option(names = "--weights", paramLabel = "FILE", order = 11,
      description = "Weights that a run wrote, or a published prototypical network's.")
  @Nullable Path weights;

  @Option(names = "--support", paramLabel = "DIR", order = 12, required = true,
      description = "Folders of pictures, one a class: DIR/CLASS/picture.png.")
  Path support = Path.of("");

  @Option(names = "--top", paramLabel = "K", defaultValue = "5", order = 13,
      description = "How many classes to name for a picture (default: ${DEFAULT-VALUE}).")
  int top = 5;

  @Parameters(paramLabel = "PICTURE", arity = "1..*",
      description = "Pictures, or folders that are searched for pictures (JPEG, PNG, WebP, BMP, TIFF, GIF).")
  List<Path> paths = List.of();

  /** A picture and what came of it: a prediction, or what is wrong. */
  private record Answer(Path file, List<Prediction.Guess> guesses, String error) {}

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (top < 1) {
      throw CliException.usage("--top: expected 1 or more, got " + top, null);
    }
    Path trained = trained();
    checkSupport();
    List<Path> files = Pictures.find(paths);
    List<Answer> answers = new ArrayList<>();
    try (FewShotClassifier classifier = FewShotClassifier.open(trained, device.apply())) {
      classifier.addClasses(support);
      for (int from = 0; from < files.size(); from += BATCH) {
        for (Answer answer : classify(classifier, files.subList(from, Math.min(files.size(), from + BATCH)))) {
          show(console, answer, files.size() == 1);
          answers.add(answer);
        }
      }
    }
    if (output.json) {
      console.json(answers.stream().map(FewShotCommand::facts).toList());
    }
    return answers.stream().allMatch(answer -> answer.error().isEmpty()) ? ExitCode.OK : ExitCode.INPUT;
  }

  private Path trained() {
    if ((run == null) == (weights == null)) {
      throw CliException.usage("give a run or a file of weights" + (run == null ? "" : ", not both"),
          "fovea train protonet-omniglot-small1 makes a run.");
    }
    return run != null ? Runs.trained(run).root() : java.util.Objects.requireNonNull(weights);
  }

  /** What is plain without reading a picture. */
  private void checkSupport() throws IOException {
    String layout = "Put the pictures of each class into a folder of its own: " + support.resolve("CLASS/picture.png");
    if (!Files.isDirectory(support)) {
      throw CliException.input("--support: expected a folder of class folders, got "
          + (Files.exists(support) ? "the file " : "nothing at ") + support, layout);
    }
    try (var entries = Files.list(support)) {
      long folders = entries.filter(each -> Files.isDirectory(each) && !each.getFileName().toString().startsWith("."))
          .count();
      if (folders < 2) {
        throw CliException.input("--support: " + support + " holds " + (folders == 0 ? "no class folder"
            : "one class folder, and there is nothing to tell it from") + "; expected at least two", layout);
      }
    }
  }

  private static List<Answer> classify(FewShotClassifier classifier, List<Path> files) {
    List<Answer> answers = new ArrayList<>();
    for (Path file : files) {
      try {
        answers.add(new Answer(file, classifier.classify(Image.read(file)).top(Integer.MAX_VALUE), ""));
      } catch (IOException | RuntimeException e) {
        answers.add(new Answer(file, List.of(), Pictures.problem(file, e)));
      }
    }
    return answers;
  }

  private void show(Console console, Answer answer, boolean alone) {
    if (!answer.error().isEmpty()) {
      console.note("fovea: " + answer.error());
    } else if (!output.json && alone && !output.quiet) {
      console.line(console.paint(Console.BOLD, answer.file().toString()));
      answer.guesses().stream().limit(top).forEach(guess -> console.line("  " + percent(guess) + "  " + guess.name()));
    } else if (!output.json) {
      Prediction.Guess best = answer.guesses().get(0);
      console.line(percent(best) + "  " + String.format("%-24s", best.name()) + "  " + answer.file());
    }
  }

  private static Map<String, Object> facts(Answer answer) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("picture", answer.file().toString());
    if (!answer.error().isEmpty()) {
      facts.put("error", answer.error());
      return facts;
    }
    facts.put("predictions", answer.guesses().stream().map(guess -> {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("class", guess.name());
      one.put("probability", guess.probability());
      return one;
    }).toList());
    return facts;
  }

  private static String percent(Prediction.Guess guess) {
    return String.format(Locale.ROOT, "%6.2f %%", 100 * guess.probability());
  }
}
