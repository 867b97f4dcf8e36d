package dev.fovea.train.classification;

import dev.fovea.data.ImageTensors;
import dev.fovea.image.Box;
import dev.fovea.image.Canvas;
import dev.fovea.image.ColorMap;
import dev.fovea.image.Image;
import dev.fovea.image.Regions;
import dev.fovea.image.Resize;
import dev.fovea.models.Preprocessing;
import dev.fovea.models.explain.ClassActivationMap;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a classifier sees a class in a whole picture: its class activation map, and the box that this implies.
 *
 * <p>Zhou et al., Learning Deep Features for Discriminative Localization, 2015, section 3.2: the box lies around the
 * largest connected part of the map above a fifth of its highest value.
 *
 * @param guess the class, with the probability that the classifier gives it
 * @param heat width * height values of the map by its highest, row by row, for the picture's own size; 0 where it speaks
 *     against the class
 * @param box where the object is
 */
public record ClassLocalization(Prediction.Guess guess, float[] heat, Box box) {
  private static final double THRESHOLD = 0.2;

  /**
   * Looks for a class in a picture of any size.
   *
   * @param number the class; null for the most probable one
   * @throws IllegalArgumentException if the network has no class activation maps, or no such class
   */
  public static ClassLocalization of(Predictor predictor, Image image, @Nullable Integer number) {
    Prediction prediction = predictor.predict(image);
    List<Prediction.Guess> guesses = prediction.top(prediction.probabilities().length);
    Prediction.Guess guess = number == null ? guesses.get(0) : guesses.stream()
        .filter(each -> each.number() == number).findFirst().orElseThrow(() -> new IllegalArgumentException(
            "Expected a class of 0 to " + (guesses.size() - 1) + ", got " + number));
    InputForm form = predictor.info().input();
    Preprocessing preprocessing = form.preprocessing();
    int side = preprocessing.crop() > 0 ? preprocessing.crop() : preprocessing.resize();
    Image colored = form.colored(image);
    Image sized = side > 0 ? Resize.resizeShorter(colored, side, preprocessing.interpolation()) : colored;
    try (Scope scope = Scope.open(); GradMode inference = GradMode.inference()) {
      Tensor input = ImageTensors.stack(List.of(sized), form.normalization()).to(predictor.device());
      Tensor map = Sampling.interpolate(ClassActivationMap.of(predictor.model(), input).of(guess.number()).unsqueeze(1),
          new long[] {image.height(), image.width()}, "bilinear", false);
      float[] values = map.toFloats();
      double highest = map.max().item();
      boolean[] mask = new boolean[values.length];
      for (int i = 0; i < values.length; i++) {
        mask[i] = values[i] > THRESHOLD * highest;
      }
      Tensor heat = highest > 0 ? map.clampMin(0).div(highest) : ClassActivationMap.normalized(map.squeeze(1));
      return new ClassLocalization(guess, heat.toFloats(),
          Regions.largest(mask, image.width(), image.height()).orElse(Box.of(image)));
    }
  }

  /** The map and the box over the picture that they were made for. */
  public Image over(Image image) {
    String label = String.format(Locale.ROOT, "%s %.1f %%", guess.name(), 100 * guess.probability());
    return new Canvas(image.toRgb()).heatMap(heat, ColorMap.TURBO, 0.45)
        .box(box.x(), box.y(), box.width(), box.height(), label, Color.WHITE).toImage();
  }
}
