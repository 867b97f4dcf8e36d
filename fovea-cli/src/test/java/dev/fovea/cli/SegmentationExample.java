package dev.fovea.cli;

import dev.fovea.data.Datasets;
import dev.fovea.image.Image;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Training;
import dev.fovea.train.segmentation.SegmentedPicture;
import dev.fovea.train.segmentation.Segmenter;
import java.io.IOException;
import java.nio.file.Path;

/** The Java of docs/segmentation.md, word by word. */
final class SegmentationExample {
  private SegmentationExample() {}

  static void run(Path runs, Path data, Path street) throws IOException {
    // begin
    Recipe recipe = Recipe.named("unet-camvid").with("training.epochs=10");
    Path run;
    try (Training<?> training = Training.create(recipe, runs, Datasets.Options.defaults().dataDir(data))) {
      training.run();
      run = training.folder().root();
    }
    try (Segmenter segmenter = Segmenter.open(run)) {
      Image picture = Image.read(street);
      SegmentedPicture seen = segmenter.segment(picture);
      seen.present().forEach(number -> System.out.println(seen.classes().get(number) + " " + seen.shares()[number]));
      seen.overlay(picture).write(Path.of("street-overlay.png"));
    }
    // end
  }
}
