package dev.fovea.cli;

import dev.fovea.train.language.TextGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fovea write}: text as a network has learned to write it. */
@Command(
    name = "write",
    description = {
      "Write text with a network that learned one, character by character, going on from what is given.",
      "A temperature of 0 always takes the most probable character; 1 draws as the network expects; more is bolder."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea write --run runs/NAME --prime ROMEO:",
      "  fovea write --run runs/NAME --length 2000 --temperature 0.5 --seed 7",
      "  fovea write --weights best.safetensors --prime KING --json"
    })
final class WriteCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec CommandSpec spec;

  @Option(names = "--run", paramLabel = "RUN", order = 10, description = "A run folder; its best weights are used.")
  @Nullable Path run;

  @Option(names = "--weights", paramLabel = "FILE", order = 11, description = "A file of weights that a run wrote.")
  @Nullable Path weights;

  @Option(names = "--prime", paramLabel = "TEXT", order = 12, defaultValue = "",
      description = "The beginning, which is read before the first character is written.")
  String prime = "";

  @Option(names = "--length", paramLabel = "N", order = 13, defaultValue = "500",
      description = "Characters to write (default: ${DEFAULT-VALUE}).")
  int length = 500;

  @Option(names = "--temperature", paramLabel = "T", order = 14, defaultValue = "0.8",
      description = "How bold the choices are, 0 or more (default: ${DEFAULT-VALUE}).")
  double temperature = 0.8;

  @Option(names = "--seed", paramLabel = "N", order = 15, defaultValue = "1",
      description = "The same seed writes the same text (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    Path source = source();
    if (length < 0) {
      throw CliException.usage("--length: expected 0 or more, got " + length, null);
    }
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw CliException.usage("--temperature: expected 0 or more, got " + temperature, null);
    }
    try (TextGenerator generator = TextGenerator.open(source, device.apply())) {
      if (output.json) {
        console.json(facts(generator));
      } else {
        console.out.print(console.paint(Console.BOLD, prime));
        generator.sample(prime, length, temperature, seed, character -> {
          console.out.print(character);
          console.out.flush();
        });
        console.line();
      }
      return ExitCode.OK;
    }
  }

  private Path source() {
    if (run != null && weights != null) {
      throw CliException.usage("give a run or weights, not both", null);
    }
    if (run != null) {
      return Runs.trained(run).root();
    }
    if (weights == null) {
      throw CliException.usage("which network? Give a run, or --weights",
          "To make one: " + Console.command() + " train char-rnn-shakespeare");
    }
    if (!Files.isRegularFile(weights)) {
      throw CliException.input(weights + ": no such file", null);
    }
    return weights;
  }

  private Map<String, Object> facts(TextGenerator generator) {
    long start = System.nanoTime();
    String text = generator.sample(prime, length, temperature, seed);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("prime", prime);
    facts.put("text", text);
    facts.put("temperature", temperature);
    facts.put("seed", seed);
    facts.put("seconds", (System.nanoTime() - start) / 1e9);
    return facts;
  }
}
