package dev.fovea.train.generative;

import dev.fovea.image.Image;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/**
 * A trained network that makes pictures.
 *
 * <pre>{@code
 * try (PictureGenerator generator = PictureGenerators.open(Path.of("runs/dcgan-fashion-mnist-20260131-142501"))) {
 *   List<Image> images = generator.generate(Request.of(16, 1), percent -> {});
 * }
 * }</pre>
 */
public interface PictureGenerator extends AutoCloseable {
  /**
   * What to make.
   *
   * @param count pictures, 1 or more
   * @param seed the same pictures for the same seed
   * @param label the number of the class to make; empty for any
   * @param steps that sampling takes; empty for the network's own number
   * @param sampler how to sample; empty for the network's own way
   * @param guidance how strongly the class counts; empty for the network's own strength
   */
  record Request(int count, long seed, OptionalInt label, OptionalInt steps, Optional<String> sampler,
      OptionalDouble guidance) {
    /** Checks the ranges. */
    public Request {
      if (count < 1) {
        throw new IllegalArgumentException("count: expected 1 or more, got " + count);
      }
      if (steps.isPresent() && steps.getAsInt() < 1) {
        throw new IllegalArgumentException("steps: expected 1 or more, got " + steps.getAsInt());
      }
      if (guidance.isPresent() && !Double.isFinite(guidance.getAsDouble())) {
        throw new IllegalArgumentException("guidance: expected a finite number, got " + guidance.getAsDouble());
      }
    }

    /** So many pictures, everything else as the network does it. */
    public static Request of(int count, long seed) {
      return new Request(count, seed, OptionalInt.empty(), OptionalInt.empty(), Optional.empty(),
          OptionalDouble.empty());
    }

    /** A copy for pictures of a class. */
    public Request withLabel(int value) {
      return new Request(count, seed, OptionalInt.of(value), steps, sampler, guidance);
    }

    /** A copy with another number of steps. */
    public Request withSteps(int value) {
      return new Request(count, seed, label, OptionalInt.of(value), sampler, guidance);
    }

    /** A copy with another way of sampling. */
    public Request withSampler(String value) {
      return new Request(count, seed, label, steps, Optional.of(value), guidance);
    }

    /** A copy with another strength of the class. */
    public Request withGuidance(double value) {
      return new Request(count, seed, label, steps, sampler, OptionalDouble.of(value));
    }
  }

  /** The classes that a request may ask for by their numbers; empty where pictures are made without classes. */
  List<String> classes();

  /**
   * Makes pictures.
   *
   * @param progress hears how much is done, in percent
   * @throws IllegalArgumentException if the request asks for what this network cannot do; says what
   */
  List<Image> generate(Request request, IntConsumer progress);

  /**
   * Makes pictures on the way from one noise to another: as many rows as the request counts, row by row.
   *
   * @param columns pictures a row, 2 or more
   * @param progress hears how much is done, in percent
   * @throws IllegalArgumentException if the request asks for what this network cannot do; says what
   */
  List<Image> interpolate(Request request, int columns, IntConsumer progress);

  /** Frees the network. */
  @Override
  void close();
}
