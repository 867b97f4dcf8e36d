package dev.fovea.train.segmentation;

import dev.fovea.train.TrainingOptions;
import dev.fovea.train.recipe.ModelSpec;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.ScheduleSpec;
import java.nio.file.Path;
import java.util.Map;

/**
 * How to train a network that names the class of every pixel.
 *
 * @param name what run folders are called
 * @param seed of weights, order, dropout and augmentation
 * @param model which network
 * @param data which pictures and masks
 * @param loss how pixels are weighed
 * @param optimizer how weights follow gradients
 * @param schedule how the learning rate changes
 * @param training how long and how carefully
 */
public record SegmentationRecipe(String name, long seed, ModelSpec model, SegmentationData data, PixelLossSpec loss,
    OptimizerSpec optimizer, ScheduleSpec schedule, TrainingOptions training) implements Recipe {
  /** U-Net on CamVid, everything by default; the best weights have the highest mean IoU. */
  public static final SegmentationRecipe DEFAULT = new SegmentationRecipe("segmentation", 1,
      new ModelSpec("unet", Map.of(), "", 1), SegmentationData.DEFAULT, PixelLossSpec.DEFAULT, OptimizerSpec.DEFAULT,
      ScheduleSpec.DEFAULT, TrainingOptions.DEFAULT.withMonitor("mean_iou", TrainingOptions.Goal.MAX));

  @Override
  public String network() {
    return model.name();
  }

  @Override
  public String dataset() {
    return data.name();
  }

  @Override
  public SegmentationRecipe withFullPaths() {
    String weights = model.weights().isEmpty() ? "" : Path.of(model.weights()).toAbsolutePath().normalize().toString();
    return new SegmentationRecipe(name, seed,
        new ModelSpec(model.name(), model.config(), weights, model.backboneRate()), data.withFullPaths(), loss,
        optimizer, schedule, training);
  }
}
