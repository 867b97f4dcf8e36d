package dev.fovea.train.gan;

import dev.fovea.train.Precision;
import dev.fovea.train.TrainingOptions;
import dev.fovea.train.generative.FidSpec;
import dev.fovea.train.recipe.DataSpec;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.ScheduleSpec;
import java.util.List;
import java.util.Map;

/**
 * How to train a generator against a critic.
 *
 * @param name what run folders are called
 * @param seed of weights, order and noise
 * @param noise numbers that a picture is made from
 * @param generator which network makes pictures
 * @param critic which network judges them
 * @param data which pictures
 * @param loss which game they play
 * @param optimizer how weights follow gradients
 * @param criticRate the critic's learning rate as a multiple of the generator's
 * @param schedule how the learning rates change
 * @param fid how made pictures are measured
 * @param arithmetic sums of noises to show, by names of classes; those for other data altogether are left out
 * @param training how long and how carefully
 */
public record GanRecipe(String name, long seed, int noise, NetworkSpec generator, NetworkSpec critic, DataSpec data,
    GanLossSpec loss, OptimizerSpec optimizer, double criticRate, ScheduleSpec schedule, FidSpec fid,
    List<LatentSum> arithmetic, TrainingOptions training) implements Recipe {
  private static final DataSpec DATA = new DataSpec("fashion-mnist", 64, 256, 0, 32, DataSpec.Normalize.SYMMETRIC,
      DataSpec.Augment.DEFAULT, 0, -1);
  private static final OptimizerSpec ADAM =
      new OptimizerSpec(OptimizerSpec.Name.ADAM, 2e-4, 0.9, false, 0, true, 0.5, 0.999, 1e-8);

  /** A DCGAN with the paper's optimiser. */
  public static final GanRecipe DEFAULT = new GanRecipe("gan", 1, 100, new NetworkSpec("dcgan_generator", Map.of()),
      new NetworkSpec("dcgan_discriminator", Map.of()), DATA, GanLossSpec.DEFAULT, ADAM, 1, ScheduleSpec.DEFAULT,
      FidSpec.DEFAULT, List.of(), TrainingOptions.DEFAULT.withPrecision(Precision.AUTO)
          .withMonitor("fid", TrainingOptions.Goal.MIN));

  /** Checks what the parts do not. */
  public GanRecipe {
    arithmetic = List.copyOf(arithmetic);
    if (noise < 1 || !(criticRate > 0) || Double.isInfinite(criticRate)) {
      throw new IllegalArgumentException("expected noise of 1 or more and a criticRate above 0, got " + noise + " and "
          + criticRate);
    }
    if (data.normalize() != DataSpec.Normalize.SYMMETRIC) {
      throw new IllegalArgumentException("data.normalize: a generator makes values in [-1, 1], so it must be "
          + "symmetric, got " + data.normalize());
    }
    if (schedule.name() == ScheduleSpec.Name.PLATEAU) {
      throw new IllegalArgumentException("schedule.name: a GAN has no loss that falls, so plateau does not suit it");
    }
  }

  @Override
  public String network() {
    return generator.name().replaceFirst("_generator$", "");
  }

  @Override
  public String dataset() {
    return data.name();
  }

  @Override
  public GanRecipe withFullPaths() {
    return new GanRecipe(name, seed, noise, generator, critic, data.withFullPaths(), loss, optimizer, criticRate,
        schedule, fid.withFullPaths(), arithmetic, training);
  }
}
