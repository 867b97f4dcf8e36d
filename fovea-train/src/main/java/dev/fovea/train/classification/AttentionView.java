package dev.fovea.train.classification;

import dev.fovea.image.Canvas;
import dev.fovea.image.ColorMap;
import dev.fovea.image.Geometry;
import dev.fovea.image.Grid;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.Resize;
import dev.fovea.models.Preprocessing;
import dev.fovea.models.explain.AttentionMaps;
import dev.fovea.models.explain.AttentionRollout;
import dev.fovea.models.explain.ClassActivationMap;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the attention of a classifier goes in a picture, see {@link AttentionMaps} and {@link AttentionRollout}.
 *
 * @param guess what the classifier says
 * @param seen the part of the picture that it sees, as large as the picture has it; small ones enlarged
 * @param layers at least one
 */
public record AttentionView(Prediction.Guess guess, Image seen, List<Heat> layers) {
  private static final int SMALLEST = 128;
  private static final int COLUMNS = 4;
  private static final int STRIP_SIDE = 224;

  /**
   * The attention of a layer.
   *
   * @param layer its name
   * @param values one in [0, 1] for each pixel of what is seen, row by row
   */
  public record Heat(String layer, float[] values) {}

  /**
   * Each layer's attention.
   *
   * @throws IllegalArgumentException if the network has none
   */
  public static AttentionView attention(Predictor predictor, Image image) {
    Image seen = seen(predictor.info().input(), image);
    try (Scope scope = Scope.open(); GradMode inference = GradMode.noGrad()) {
      List<Heat> layers = new ArrayList<>();
      for (AttentionMaps.Attended each : AttentionMaps.of(predictor.model(), input(predictor, image)).layers()) {
        layers.add(new Heat(each.layer(), heat(each.map(), seen)));
      }
      return new AttentionView(predictor.predict(image).best(), seen, List.copyOf(layers));
    }
  }

  /**
   * The attention through all layers.
   *
   * @throws IllegalArgumentException if the network has none, or layers in which not all tokens attend to all
   */
  public static AttentionView rollout(Predictor predictor, Image image, AttentionRollout.Fusion fusion) {
    Image seen = seen(predictor.info().input(), image);
    try (Scope scope = Scope.open(); GradMode inference = GradMode.noGrad()) {
      Tensor map = AttentionRollout.of(predictor.model(), input(predictor, image), fusion);
      return new AttentionView(predictor.predict(image).best(), seen, List.of(new Heat("rollout", heat(map, seen))));
    }
  }

  private static Tensor input(Predictor predictor, Image image) {
    return predictor.info().input().batch(List.of(image)).to(predictor.device());
  }

  private static float[] heat(Tensor map, Image seen) {
    Tensor enlarged = Sampling.interpolate(map.unsqueeze(1), new long[] {seen.height(), seen.width()}, "bilinear", false);
    return ClassActivationMap.normalized(enlarged.squeeze(1)).toFloats();
  }

  /** What {@link InputForm#fit} shows to the network, in the picture's own resolution. */
  private static Image seen(InputForm form, Image image) {
    Preprocessing preprocessing = form.preprocessing();
    int shorter = Math.min(image.width(), image.height());
    double scale = preprocessing.resize() > 0 ? (double) shorter / preprocessing.resize() : 1;
    int crop = (int) Math.round(preprocessing.crop() * scale);
    Image part = crop > 0 ? Geometry.centerCrop(image.toRgb(), crop, crop) : image.toRgb();
    int side = Math.min(part.width(), part.height());
    return side < SMALLEST ? Resize.resizeShorter(part, SMALLEST, Interpolation.BICUBIC) : part;
  }

  /** A layer's attention over what is seen. */
  public Image over(int layer) {
    return new Canvas(seen).heatMap(layers.get(layer).values(), ColorMap.TURBO, 0.5).toImage();
  }

  /** What is seen and every layer's attention beside it, small, with their names. */
  public Image strip() {
    List<Image> pictures = new ArrayList<>(List.of(small(seen)));
    List<String> names = new ArrayList<>(List.of("picture"));
    for (int i = 0; i < layers.size(); i++) {
      pictures.add(small(over(i)));
      names.add(layers.get(i).layer());
    }
    return Grid.of(pictures, COLUMNS, 4, names);
  }

  private static Image small(Image image) {
    return Resize.resizeShorter(image, STRIP_SIDE, Interpolation.BILINEAR);
  }
}
