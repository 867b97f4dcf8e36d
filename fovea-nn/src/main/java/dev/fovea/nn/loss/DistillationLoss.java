package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;

/**
 * What a student learns from a teacher's scores beside the labels: (1 - alpha) x loss of the labels + alpha x
 * {@link #term}.
 *
 * <p>Hard distillation takes the teacher's best class as a label: Touvron et al., Training data-efficient image
 * transformers &amp; distillation through attention, 2021, section 4. Soft distillation compares the distributions at a
 * temperature: Hinton, Vinyals and Dean, 2015; as in DeiT it divides by samples and classes.
 *
 * <pre>{@code
 * DistillationLoss loss = new DistillationLoss(DistillationLoss.Kind.HARD, 0.5, 1);
 * loss.apply(new CrossEntropyLoss().apply(scores, labels), distillationScores, teacherScores).backward();
 * }</pre>
 *
 * @param kind what is taken from the teacher
 * @param alpha the teacher's part, 0 to 1
 * @param temperature by which soft distillation divides all scores, above 0
 */
public record DistillationLoss(Kind kind, double alpha, double temperature) {
  /** What is taken from the teacher. */
  public enum Kind {
    /** Its best class. */
    HARD,
    /** Its probabilities. */
    SOFT
  }

  /** Checks the ranges. */
  public DistillationLoss {
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("DistillationLoss: expected alpha of 0 to 1, got " + alpha);
    }
    Checks.positive("DistillationLoss", "a temperature", temperature);
  }

  /**
   * Labels and teacher together, a scalar.
   *
   * @param base the loss of the labels, a scalar
   * @param scores of the student (n, classes): of its distillation head, where it has one
   * @param teacherScores of the teacher (n, classes); no gradient goes to it
   */
  public Tensor apply(Tensor base, Tensor scores, Tensor teacherScores) {
    return Scope.run(() -> base.mul(1 - alpha).add(term(scores, teacherScores).mul(alpha)));
  }

  /** The teacher's part alone, before alpha: a scalar. */
  public Tensor term(Tensor scores, Tensor teacherScores) {
    Checks.pair("DistillationLoss", scores, teacherScores);
    return Scope.run(() -> {
      Tensor teacher = teacherScores.detach();
      if (kind == Kind.HARD) {
        return new CrossEntropyLoss().apply(scores, teacher.argmax(1));
      }
      Tensor divergence = LossKernels.klDiv(scores.div(temperature).logSoftmax(1),
          teacher.div(temperature).logSoftmax(1), Reduction.SUM, true);
      return divergence.mul(temperature * temperature / scores.numel());
    });
  }
}
