package dev.fovea.train.recipe;

import dev.fovea.nn.schedule.Constant;
import dev.fovea.nn.schedule.CosineAnnealing;
import dev.fovea.nn.schedule.ExponentialDecay;
import dev.fovea.nn.schedule.LinearWarmup;
import dev.fovea.nn.schedule.MultiStepLR;
import dev.fovea.nn.schedule.OneCycle;
import dev.fovea.nn.schedule.Plateau;
import dev.fovea.nn.schedule.Polynomial;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.nn.schedule.StepLR;
import dev.fovea.train.Optimization;
import dev.fovea.train.TrainingOptions;
import java.util.List;

/**
 * How the learning rate changes; epochs here become updates when the run knows how many an epoch has.
 *
 * @param name which schedule
 * @param warmup epochs of a straight rise before it; none before {@code plateau}
 * @param every epochs between the changes of {@code step}
 * @param milestones epochs of the changes of {@code multi-step}
 * @param gamma factor of a change of {@code step} and {@code multi-step}; factor an epoch of {@code exponential}
 * @param minLr the lowest learning rate of {@code cosine} and {@code plateau}
 * @param power of {@code polynomial}
 * @param patience evaluations without a better one before {@code plateau} multiplies the learning rate by gamma
 */
public record ScheduleSpec(Name name, double warmup, double every, List<Double> milestones, double gamma, double minLr,
    double power, int patience) {
  /** The schedules of recipes. */
  public enum Name {
    CONSTANT,
    COSINE,
    STEP,
    MULTI_STEP,
    EXPONENTIAL,
    ONE_CYCLE,
    POLYNOMIAL,
    PLATEAU
  }

  /** A constant learning rate. */
  public static final ScheduleSpec DEFAULT = new ScheduleSpec(Name.CONSTANT, 0, 30, List.of(), 0.1, 0, 1, 5);

  /** Checks the ranges. */
  public ScheduleSpec {
    milestones = List.copyOf(milestones);
    if (!(warmup >= 0) || !(every > 0) || patience < 0) {
      throw new IllegalArgumentException("expected warmup and patience of 0 or more and every above 0, got " + warmup
          + ", " + patience + " and " + every);
    }
    if (name == Name.PLATEAU && warmup > 0) {
      throw new IllegalArgumentException("warmup: plateau sets the learning rate alone and takes none, got " + warmup);
    }
  }

  /**
   * The schedule of a run.
   *
   * @param updatesPerEpoch updates of the weights in a pass over the data, with a fraction
   * @param updates updates of the whole run
   */
  public Schedule create(double updatesPerEpoch, long updates) {
    long rise = Math.round(warmup * updatesPerEpoch);
    long rest = Math.max(1, updates - rise);
    Schedule schedule = switch (name) {
      case CONSTANT, PLATEAU -> new Constant();
      case COSINE -> new CosineAnnealing(rest, minLr);
      case STEP -> new StepLR(Math.max(1, Math.round(every * updatesPerEpoch)), gamma);
      case MULTI_STEP -> new MultiStepLR(milestones.stream()
          .map(epoch -> Math.round(epoch * updatesPerEpoch) - rise).toList(), gamma);
      case EXPONENTIAL -> ExponentialDecay.ofGamma(Math.pow(gamma, 1 / updatesPerEpoch));
      case ONE_CYCLE -> new OneCycle(Math.max(2, rest)).withoutMomentum();
      case POLYNOMIAL -> new Polynomial(rest, power);
    };
    return rise > 0 ? new LinearWarmup(rise, schedule) : schedule;
  }

  /**
   * Has the learning rate of an optimisation lowered when evaluations get no better, where this is {@code plateau}.
   *
   * @param goal whether the monitored number should grow or shrink
   */
  public void lowerOnPlateau(Optimization optimization, TrainingOptions.Goal goal) {
    if (name == Name.PLATEAU) {
      optimization.lowerOnPlateau(Plateau.Options.DEFAULT
          .withMode(goal == TrainingOptions.Goal.MAX ? Plateau.Mode.MAX : Plateau.Mode.MIN)
          .withFactor(gamma).withPatience(patience).withMinLr(minLr));
    }
  }
}
