package dev.fovea.train.diffusion;

import dev.fovea.image.Image;
import dev.fovea.image.XyPlot;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a diffusion run showed, as parts of its report. */
final class DiffusionReport {
  static final String CURVE = "loss-by-timestep";
  static final String SHEET = "samples";
  static final String PATHS = "denoising";
  static final String NEAREST = "nearest";
  static final String GUIDANCE = "guidance";
  static final String SAMPLERS = "samplers";

  private static final int MOST_CURVES = 5;
  private static final List<String> JUDGEMENT =
      List.of("time a picture", "FID", "taken for the class that was asked for");

  private final Gallery gallery;
  private final DiffusionInfo info;
  private final DiffusionRecipe recipe;

  DiffusionReport(Gallery gallery, DiffusionInfo info, DiffusionRecipe recipe) {
    this.gallery = gallery;
    this.info = info;
    this.recipe = recipe;
  }

  void addTo(Report report) {
    SamplingSpec how = recipe.sampling();
    List<Gallery.Shown<Image>> sheets = gallery.pictures(SHEET);
    if (!sheets.isEmpty()) {
      report.pictures("Pictures", String.format(Locale.ROOT, "Made from noise in %d steps of %s%s, with the averaged "
          + "weights; the noise is the same at each stage of training.", how.steps(), how.sampler(),
          info.classes().isEmpty() ? "" : String.format(Locale.ROOT, " with guidance %.1f", how.guidance())),
          stages(sheets));
    }
    picture(report, PATHS, "From noise to pictures", "Every second row: the noisy picture x_t after some of the steps. "
        + "Below it: what the network takes for the clear picture x_0 at that moment.");
    picture(report, NEAREST, "New or known", "Above: made. Below: the training picture that is nearest to it by its "
        + "pixels. Copies would show a network that learned its pictures by heart.");
    picture(report, GUIDANCE, "Guidance", "The same noise with a growing guidance scale: 0 does not tell the class, 1 "
        + "tells it, more exaggerates what is typical of it.");
    table(report, GUIDANCE, "Figures of guidance", List.of("guidance"));
    picture(report, SAMPLERS, "Samplers", "The same noise through DDPM and DDIM in different numbers of steps.");
    table(report, SAMPLERS, "Figures of samplers", List.of("sampler", "steps"));
    curves(report);
  }

  /** The last sheet first, then those before it. */
  private static List<Report.Picture> stages(List<Gallery.Shown<Image>> sheets) {
    List<Report.Picture> stages = new ArrayList<>();
    for (int i = sheets.size() - 1; i >= 0; i--) {
      stages.add(new Report.Picture(sheets.get(i).content(), List.of("step " + sheets.get(i).step())));
    }
    return stages;
  }

  private void picture(Report report, String name, String heading, String explanation) {
    List<Gallery.Shown<Image>> shown = gallery.pictures(name);
    if (!shown.isEmpty()) {
      report.pictures(heading, explanation,
          List.of(new Report.Picture(shown.get(shown.size() - 1).content(), List.of())));
    }
  }

  private void table(Report report, String name, String heading, List<String> columns) {
    List<Gallery.Shown<String>> shown = gallery.texts(name);
    String text = shown.isEmpty() ? "" : shown.get(shown.size() - 1).content();
    if (!text.isEmpty()) {
      List<String> all = new ArrayList<>(columns);
      all.addAll(JUDGEMENT);
      report.table(heading + " (" + recipe.show().compared() + " pictures each, features of a classifier trained on "
          + "the same data)", all, text.lines().map(line -> List.of(line.split("\t"))).toList());
    }
  }

  private void curves(Report report) {
    List<Gallery.Shown<String>> shown = gallery.texts(CURVE);
    if (shown.isEmpty()) {
      return;
    }
    XyPlot plot = new XyPlot("test loss by noise level").labels("timestep", "mean loss").sized(640, 400).logY();
    int curves = Math.min(MOST_CURVES, shown.size());
    for (int i = 0; i < curves; i++) {
      Gallery.Shown<String> each = shown.get(curves == 1 ? 0 : i * (shown.size() - 1) / (curves - 1));
      LossByTimestep.plot(plot, "step " + each.step(), each.content());
    }
    report.plots("Which noise is hard to see", List.of(plot));
  }
}
