package dev.fovea.train.diffusion;

import dev.fovea.train.MovingAverage;
import dev.fovea.train.TrainingOptions;
import dev.fovea.train.generative.FidSpec;
import dev.fovea.train.recipe.DataSpec;
import dev.fovea.train.recipe.ModelSpec;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.ScheduleSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How to train a diffusion model.
 *
 * @param name what run folders are called
 * @param seed of weights, order, noise and pictures shown
 * @param model which network; its classes and channels follow the data
 * @param data which pictures
 * @param process how they become noise
 * @param sampling how pictures are made from noise
 * @param show what the run shows of them
 * @param fid how they are measured
 * @param optimizer how weights follow gradients
 * @param schedule how the learning rate changes
 * @param training how long and how carefully
 */
public record DiffusionRecipe(String name, long seed, ModelSpec model, DataSpec data, ProcessSpec process,
    SamplingSpec sampling, ShowSpec show, FidSpec fid, OptimizerSpec optimizer, ScheduleSpec schedule,
    TrainingOptions training) implements Recipe {
  /** A DDPM of the digits; weights are averaged, the best have the lowest loss. */
  public static final DiffusionRecipe DEFAULT = new DiffusionRecipe("diffusion", 1,
      new ModelSpec("ddpm_unet", Map.of("ch", 32, "ch_mult", List.of(1, 2, 2), "num_res_blocks", 1, "attn_resolutions",
          List.of(4), "resolution", 16), "", 1),
      new DataSpec("digits", 64, 256, 0, 0, DataSpec.Normalize.SYMMETRIC, DataSpec.Augment.DEFAULT, 0, -1),
      ProcessSpec.DEFAULT, SamplingSpec.DEFAULT, ShowSpec.DEFAULT, new FidSpec("", 2, 500), OptimizerSpec.DEFAULT,
      ScheduleSpec.DEFAULT,
      TrainingOptions.DEFAULT.withMonitor("loss", TrainingOptions.Goal.MIN)
          .withAverage(new MovingAverage.Options(0.999, true, 1, 0.75, 0, 0)));

  /** Checks what the parts cannot check alone. */
  public DiffusionRecipe {
    if (data.normalize() != DataSpec.Normalize.SYMMETRIC) {
      throw new IllegalArgumentException("data.normalize: expected symmetric, since noise has the range of [-1, 1], got "
          + data.normalize().name().toLowerCase(Locale.ROOT));
    }
    if (sampling.steps() > process.steps()) {
      throw new IllegalArgumentException("sampling.steps: expected at most the " + process.steps()
          + " of process.steps, got " + sampling.steps());
    }
  }

  @Override
  public String network() {
    return model.name();
  }

  @Override
  public String dataset() {
    return data.name();
  }

  @Override
  public DiffusionRecipe withFullPaths() {
    String weights = model.weights().isEmpty() ? "" : Path.of(model.weights()).toAbsolutePath().normalize().toString();
    return new DiffusionRecipe(name, seed,
        new ModelSpec(model.name(), model.config(), weights, model.backboneRate()), data.withFullPaths(), process,
        sampling, show, fid.withFullPaths(), optimizer, schedule, training);
  }
}
