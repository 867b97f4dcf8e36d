package dev.fovea.train.fewshot;

import dev.fovea.data.PictureForm;
import dev.fovea.train.TrainingOptions;
import dev.fovea.train.recipe.ModelSpec;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.ScheduleSpec;
import java.nio.file.Path;

/**
 * How to train an embedding in which a few pictures make a class.
 *
 * @param name what run folders are called
 * @param seed of weights, episodes and distortions
 * @param model which network; its output is the embedding
 * @param data which classes, in which form
 * @param episodes what an episode of the training holds, besides {@code data.batchSize} classes
 * @param distortion how training pictures are changed
 * @param test how it is tested
 * @param optimizer how weights follow gradients
 * @param schedule how the learning rate changes
 * @param training how long and how carefully
 */
public record FewShotRecipe(String name, long seed, ModelSpec model, Data data, Episode episodes,
    Distortion distortion, Test test, OptimizerSpec optimizer, ScheduleSpec schedule, TrainingOptions training)
    implements Recipe {
  private static final String FOLDER = "image-folder:";

  /**
   * Which classes, in which form.
   *
   * @param name {@code omniglot}, {@code omniglot-small1}, {@code omniglot-small2} or {@code image-folder:PATH}
   * @param batchSize classes in an episode of the training, its ways
   * @param testBatchSize pictures that are embedded at once in tests
   * @param form what counts of a picture
   * @param side width and height of the network's input
   * @param rotations whether classes turned by 90, 180 and 270 degrees are classes of their own, in training and test
   * @param mirrored whether mirrored classes are classes of their own in training
   */
  public record Data(String name, int batchSize, int testBatchSize, PictureForm.Kind form, int side, boolean rotations,
      boolean mirrored) {
    /** Omniglot in 60-way episodes of 28 pixels, as the paper takes it. */
    public static final Data DEFAULT = new Data("omniglot", 60, 500, PictureForm.Kind.WHOLE, 28, true, false);

    /** Checks the ranges. */
    public Data {
      if (batchSize < 2 || testBatchSize < 1) {
        throw new IllegalArgumentException("expected batchSize (classes in an episode) of 2 or more and testBatchSize of "
            + "1 or more, got " + batchSize + " and " + testBatchSize);
      }
      if (mirrored && !rotations) {
        throw new IllegalArgumentException("mirrored adds to rotations; set rotations: true too");
      }
    }

    /** How pictures become inputs. */
    PictureForm pictures() {
      return new PictureForm(form, side);
    }
  }

  /**
   * What an episode of the training holds.
   *
   * @param shots support pictures of a class
   * @param queries further pictures of a class, to be told by the nearest prototype
   * @param perEpoch episodes in an epoch
   */
  public record Episode(int shots, int queries, int perEpoch) {
    /** One shot and five queries, a hundred times. */
    public static final Episode DEFAULT = new Episode(1, 5, 100);

    /** Checks the ranges. */
    public Episode {
      if (shots < 1 || queries < 1 || perEpoch < 1) {
        throw new IllegalArgumentException("expected shots, queries and perEpoch of 1 or more, got " + shots + ", "
            + queries + " and " + perEpoch);
      }
    }
  }

  /**
   * How an embedding is tested.
   *
   * @param episodes of each kind: 5 and 20 ways, 1 and 5 shots
   * @param queries pictures of a class to be told, or as many as it has besides the support
   * @param views how many versions of a picture are embedded and averaged: itself and changed copies, the same changes
   *     for all pictures
   * @param strength of these changes, as a part of the training's distortion
   */
  public record Test(int episodes, int queries, int views, double strength) {
    /** A thousand episodes of 15 queries a class, every picture as it is. */
    public static final Test DEFAULT = new Test(1000, 15, 1, 0.5);

    /** Checks the ranges. */
    public Test {
      if (episodes < 2 || queries < 1 || views < 1 || !(strength >= 0)) {
        throw new IllegalArgumentException("expected episodes of 2 or more, queries and views of 1 or more and strength "
            + "of 0 or more, got " + episodes + ", " + queries + ", " + views + " and " + strength);
      }
    }
  }

  /** The paper's network and episodes on the whole of Omniglot. */
  public static final FewShotRecipe DEFAULT = new FewShotRecipe("few-shot", 1,
      new ModelSpec("protonet", java.util.Map.of(), "", 1), Data.DEFAULT, Episode.DEFAULT, Distortion.DEFAULT,
      Test.DEFAULT, OptimizerSpec.DEFAULT, ScheduleSpec.DEFAULT, TrainingOptions.DEFAULT.withMonitor("accuracy_20way_1shot",
      TrainingOptions.Goal.MAX));

  @Override
  public String network() {
    return model.name();
  }

  @Override
  public String dataset() {
    return data.name;
  }

  @Override
  public FewShotRecipe withFullPaths() {
    String weights = model.weights().isEmpty() ? "" : Path.of(model.weights()).toAbsolutePath().normalize().toString();
    String pictures = !data.name.startsWith(FOLDER) ? data.name
        : FOLDER + Path.of(data.name.substring(FOLDER.length())).toAbsolutePath().normalize();
    return new FewShotRecipe(name, seed, new ModelSpec(model.name(), model.config(), weights, model.backboneRate()),
        new Data(pictures, data.batchSize, data.testBatchSize, data.form, data.side, data.rotations, data.mirrored),
        episodes, distortion, test, optimizer, schedule, training);
  }
}
