package dev.fovea.cli;

import dev.fovea.train.classification.ClassificationRecipe;
import dev.fovea.train.classification.ClassifierTrainer;
import dev.fovea.train.classification.Predictor;
import java.nio.file.Path;

/** The Java of README.md. */
final class ReadmeExample {
  private ReadmeExample() {}

  static void run(Path runs, Path picture) {
    // begin
    ClassificationRecipe recipe = ClassificationRecipe.named("lenet5-digits").with("training.epochs=5");
    Path run;
    try (ClassifierTrainer trainer = ClassifierTrainer.create(recipe, runs)) {
      trainer.run();
      run = trainer.folder().root();
      System.out.println(trainer.best());
    }
    try (Predictor predictor = Predictor.open(run)) {
      System.out.println(predictor.predict(picture).best());
    }
    // end
  }
}
