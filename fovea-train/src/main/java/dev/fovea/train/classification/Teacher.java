package dev.fovea.train.classification;

import dev.fovea.nn.Layer;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.recipe.DistillationSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trained classifier that scores another one's inputs: it undoes their scaling, takes the channels and size that it
 * was trained with, and scales them its own way.
 */
final class Teacher extends Layer {
  private static final double[] GREY = {0.299, 0.587, 0.114};

  private final Layer model;
  private final int channels;
  private final int side;
  private final boolean same;
  private final @Nullable Tensor grey;
  private final Tensor factor;
  private final Tensor offset;
  private final Tensor mean;
  private final Tensor std;

  /** A teacher that owns the network, for inputs of the student's form. */
  Teacher(Layer model, InputForm own, InputForm student) {
    this.model = child("model", model);
    this.channels = own.channels();
    this.side = own.preprocessing().crop();
    this.same = own.channels() == student.channels()
        && own.preprocessing().mean().equals(student.preprocessing().mean())
        && own.preprocessing().std().equals(student.preprocessing().std());
    this.grey = channels == 1 && student.channels() == 3 ? transientBuffer("grey", values(GREY)) : null;
    this.factor = transientBuffer("factor", values(student.preprocessing().std()));
    this.offset = transientBuffer("offset", values(student.preprocessing().mean()));
    this.mean = transientBuffer("mean", values(own.preprocessing().mean()));
    this.std = transientBuffer("std", values(own.preprocessing().std()));
  }

  /**
   * The teacher that a recipe names. That of a run must name the same classes; official weights as many, since data sets
   * write their names in several ways.
   *
   * @param classes that the student learns
   * @throws IllegalArgumentException if there is none, or it names other classes
   */
  static Teacher open(DistillationSpec spec, List<String> classes, InputForm student) {
    if (spec.teacher().isEmpty()) {
      throw new IllegalArgumentException("distillation.teacher: expected the folder of a run to learn from, got "
          + "nothing; train a teacher, such as fovea train resnet18-fashion-mnist, and add --set distillation.teacher=ITS-RUN");
    }
    if (spec.weights().isEmpty() && !Files.exists(Path.of(spec.teacher()))) {
      throw new IllegalArgumentException("distillation.teacher: there is no run folder " + spec.teacher()
          + "; give one of those in runs/, or a model's name with distillation.weights=FILE");
    }
    Predictor predictor = spec.weights().isEmpty() ? Predictor.open(Path.of(spec.teacher()))
        : Predictor.of(spec.teacher(), Path.of(spec.weights()), Device.CPU);
    List<String> others = predictor.info().classes();
    if (spec.weights().isEmpty() ? !others.equals(classes) : others.size() != classes.size()) {
      predictor.close();
      throw new IllegalArgumentException("distillation.teacher: " + spec.teacher() + " names " + others.size()
          + " classes " + others.stream().limit(3).toList() + "..., but " + classes.size() + " are to be learned "
          + classes.stream().limit(3).toList() + "...; take a teacher that was trained on the same data");
    }
    return new Teacher(predictor.model(), predictor.info().input(), student);
  }

  private static Tensor values(List<Double> values) {
    return values(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static Tensor values(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensors.of(floats, 1, floats.length, 1, 1);
  }

  /** Scores (n, classes) of the student's inputs (n, channels, height, width). */
  @Override
  protected Tensor forward(Tensor x) {
    Tensor scaled = same ? sized(x) : own(x).sub(mean).div(std);
    return model.apply(scaled);
  }

  /** Values of 0 to 1 with the teacher's channels and size. */
  private Tensor own(Tensor x) {
    Tensor unit = x.mul(factor).add(offset);
    if (grey != null) {
      unit = unit.mul(grey).sum(new int[] {1}, true);
    } else if (unit.size(1) != channels) {
      unit = unit.expand(unit.size(0), channels, unit.size(2), unit.size(3));
    }
    return sized(unit);
  }

  private Tensor sized(Tensor x) {
    return side == 0 || x.size(2) == side && x.size(3) == side ? x
        : Sampling.interpolate(x, new long[] {side, side}, null, "bilinear", false, false, true);
  }
}
