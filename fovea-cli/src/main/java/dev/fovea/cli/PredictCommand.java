package dev.fovea.cli;

import dev.fovea.image.Image;
import dev.fovea.train.Precision;
import dev.fovea.train.classification.Inference;
import dev.fovea.train.classification.Prediction;
import dev.fovea.train.classification.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea predict}: what a trained network sees in pictures. */
@Command(
    name = "predict",
    description = {
      "Name what pictures show, with probabilities.",
      "A picture that cannot be read is named on standard error, the others are still done, and the exit code is 3."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea predict --run runs/NAME digit.png",
      "  fovea predict --model squeezenet1_0 --weights FILE photo.jpg",
      "  fovea predict --model resnet18 --weights FILE photos more/photo.webp --top 3",
      "  fovea predict --model resnet18 --set num_classes=2 --weights mine.pth photos",
      "  fovea predict --run runs/NAME photos --json > labels.json"
    })
final class PredictCommand implements Callable<Integer> {
  private static final int BATCH = 32;
  private static final int FEW = 8;   // pictures too few to be worth a trial of bfloat16

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin ClassifierOptions classifier = new ClassifierOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PICTURE", arity = "1..*",
      description = "Pictures, or folders that are searched for pictures (JPEG, PNG, WebP, BMP, TIFF, GIF).")
  List<Path> paths = List.of();

  @Option(names = "--top", paramLabel = "K", defaultValue = "5",
      description = "How many classes to name for a picture (default: ${DEFAULT-VALUE}).")
  int top = 5;

  @Option(names = "--precision", paramLabel = "TYPE", defaultValue = "auto", order = 702,
      description = "fp32, bf16, or auto: for " + FEW + " pictures or more bf16, where the processor is fast at it and"
          + " no score moves by more than a hundredth of the largest (default: ${DEFAULT-VALUE}).")
  Precision precision = Precision.AUTO;

  /** A picture and what came of it: a prediction, or what is wrong. */
  private record Answer(Path file, List<Prediction.Guess> guesses, String error) {}

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (top < 1) {
      throw CliException.usage("--top: expected 1 or more, got " + top, null);
    }
    List<Path> files = Pictures.find(paths);
    List<Answer> answers = new ArrayList<>();
    Inference inference = precision == Precision.AUTO && files.size() < FEW ? Inference.FLOAT32
        : Inference.of(precision);
    try (Predictor predictor = classifier.open(device, inference)) {
      for (int from = 0; from < files.size(); from += BATCH) {
        List<Answer> some = predict(predictor, files.subList(from, Math.min(files.size(), from + BATCH)));
        some.forEach(answer -> show(console, answer, files.size() == 1));
        answers.addAll(some);
      }
    }
    if (output.json) {
      console.json(answers.stream().map(PredictCommand::facts).toList());
    }
    return answers.stream().allMatch(answer -> answer.error().isEmpty()) ? ExitCode.OK : ExitCode.INPUT;
  }

  private List<Answer> predict(Predictor predictor, List<Path> files) {
    List<Path> readable = new ArrayList<>();
    List<Image> images = new ArrayList<>();
    Map<Path, Answer> answers = new LinkedHashMap<>();
    for (Path file : files) {
      try {
        images.add(Image.read(file));
        readable.add(file);
        answers.put(file, new Answer(file, List.of(), ""));
      } catch (IOException | RuntimeException e) {
        answers.put(file, new Answer(file, List.of(), Pictures.problem(file, e)));
      }
    }
    List<Prediction> predictions = predictor.predict(images);
    for (int i = 0; i < readable.size(); i++) {
      answers.put(readable.get(i), new Answer(readable.get(i), predictions.get(i).top(top), ""));
    }
    return new ArrayList<>(answers.values());
  }

  private void show(Console console, Answer answer, boolean alone) {
    if (!answer.error().isEmpty()) {
      console.note("fovea: " + answer.error());
    } else if (!output.json && alone && !output.quiet) {
      console.line(console.paint(Console.BOLD, answer.file().toString()));
      answer.guesses().forEach(guess -> console.line("  " + percent(guess) + "  " + guess.name()));
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
      one.put("number", guess.number());
      one.put("probability", guess.probability());
      return one;
    }).toList());
    return facts;
  }

  private static String percent(Prediction.Guess guess) {
    return String.format(Locale.ROOT, "%6.2f %%", 100 * guess.probability());
  }
}
