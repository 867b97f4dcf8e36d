package dev.fovea.train.language;

import dev.fovea.data.CharacterText;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Report;
import java.util.List;
import java.util.Locale;

/** Samples at several temperatures, how samples grew, and what some cells follow, for a report. */
final class LanguageReport {
  /** What the gallery calls the samples of evaluations. */
  static final String SAMPLE = "sample";

  private static final List<Double> TEMPERATURES = List.of(0.5, 0.8, 1.0);
  private static final int LENGTH = 600;
  private static final int PRIME = 40;
  private static final int GROWN = 220;
  private static final int LEAST_FOR_CELLS = 200;
  private static final long SEED = 1;

  private final TextGenerator generator;
  private final CharacterText validation;

  LanguageReport(TextGenerator generator, CharacterText validation) {
    this.generator = generator;
    this.validation = validation;
  }

  /** The first characters of the validation part, which samples go on from. */
  static String prime(CharacterText validation) {
    return validation.text(0, Math.min(PRIME, validation.length()));
  }

  /** A sample such as every evaluation shows. */
  static String sample(TextGenerator generator, CharacterText validation) {
    return generator.sample(prime(validation), GROWN, 0.8, SEED);
  }

  void addTo(Report report, Gallery gallery) {
    String prime = prime(validation);
    for (double temperature : TEMPERATURES) {
      report.listing(
          String.format(Locale.ROOT, "Sample at temperature %.1f (what stands before | was given)", temperature),
          prime + "|" + generator.sample(prime, LENGTH, temperature, SEED));
    }
    List<Gallery.Shown<String>> samples = gallery.texts(SAMPLE);
    if (samples.size() > 1) {
      report.table("The sample of each evaluation, at temperature 0.8", List.of("step", "text"), samples.stream()
          .map(sample -> List.of(Long.toString(sample.step()), sample.content().replace("\n", " ↵ "))).toList());
    }
    if (validation.length() >= LEAST_FOR_CELLS) {
      report.plots("Cells that follow the text", new CellSearch(generator.network(), validation).plots());
    }
  }
}
