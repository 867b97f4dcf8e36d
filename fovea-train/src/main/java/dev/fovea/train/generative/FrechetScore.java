package dev.fovea.train.generative;

import dev.fovea.data.Batch;
import dev.fovea.data.Epoch;
import dev.fovea.data.ImageClassification;
import dev.fovea.data.Loader;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Evaluation;
import dev.fovea.train.classification.ClassifierData;
import dev.fovea.train.classification.InputForm;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * FID of what a scheme makes: how far the features of made pictures are from those of real ones that it did not learn
 * from, over a classifier trained here ({@link FidSpec}).
 *
 * <p>A scheme calls {@link #prepare} in its own {@code prepare}, and {@link #of} in its {@code evaluate}.
 */
public final class FrechetScore implements AutoCloseable {
  /** The file in a run's folder of checkpoints that holds the classifier trained for it. */
  static final String FILE = "classifier.safetensors";

  private static final int BATCH = 256;

  private final FidSpec spec;
  private final ClassifierData data;
  private final InputForm form;
  private final long seed;
  private final Device device;
  private @Nullable FeatureClassifier classifier;
  private @Nullable FeatureMoments real;

  /**
   * A score whose classifier is not there yet.
   *
   * @param form of the pictures that are made, with values in [-1, 1]
   * @param seed of the classifier's training
   */
  public FrechetScore(FidSpec spec, ClassifierData data, InputForm form, long seed, Device device) {
    this.spec = spec;
    this.data = data;
    this.form = form;
    this.seed = seed;
    this.device = device;
  }

  /**
   * Opens the classifier that was named or that the run already has, or else trains one and keeps it in the folder.
   *
   * @param folder of the run; null to keep nothing
   */
  public void prepare(@Nullable RunFolder folder) {
    if (classifier != null) {
      return;
    }
    Path own = folder == null ? null : folder.checkpoints().resolve(FILE);
    if (!spec.classifier().isEmpty()) {
      classifier = FeatureClassifier.open(Path.of(spec.classifier()), device);
    } else if (own != null && Files.exists(own)) {
      classifier = FeatureClassifier.open(own, device);
    } else {
      classifier = FeatureClassifier.train(data, form, spec.passes(), seed, device);
      if (own != null) {
        classifier.save(own);
      }
    }
  }

  /** The classifier; trained now if {@link #prepare} was not called. */
  public FeatureClassifier classifier() {
    prepare(null);
    return java.util.Objects.requireNonNull(classifier);
  }

  /**
   * FID between the evaluation's pictures and as many made ones as the specification says.
   *
   * @param make gives so many pictures (n, channels, height, width) in [-1, 1]
   */
  public double of(Evaluation<Batch> evaluation, IntFunction<Tensor> make) {
    return of(evaluation, spec.samples(), make);
  }

  /** {@link #of(Evaluation, IntFunction)} with another number of made pictures. */
  public double of(Evaluation<Batch> evaluation, int samples, IntFunction<Tensor> make) {
    FeatureClassifier judge = classifier();
    FeatureMoments known = real(evaluation);
    try (FeatureMoments made = new FeatureMoments()) {
      for (int done = 0; done < samples; done += BATCH) {
        int count = Math.min(BATCH, samples - done);
        evaluation.compute(() -> made.add(judge.look(asSaved(make.apply(count))).features()));
      }
      return made.frechetDistance(known);
    }
  }

  /** The features of the evaluation's pictures, which are the same every time and therefore looked at once. */
  private FeatureMoments real(Evaluation<Batch> evaluation) {
    FeatureMoments known = real;
    if (known == null) {
      known = new FeatureMoments();
      try {
        FeatureMoments target = known;
        evaluation.each(batch -> target.add(classifier().look(batch.images()).features()));
      } catch (RuntimeException e) {
        known.close();
        throw e;
      }
      real = known;
    }
    return known;
  }

  /**
   * FID between test pictures and as many training pictures as would be made: what a perfect generator would reach.
   */
  public double floor() {
    ImageClassification train = data.train();
    double share = Math.min(1, (double) spec.samples() / train.size());
    ImageClassification some = share < 1 ? train.split(0, share, 1 - share).get(0) : train;
    try (FeatureMoments first = moments(some); FeatureMoments second = moments(data.test())) {
      return first.frechetDistance(second);
    }
  }

  private FeatureMoments moments(ImageClassification pictures) {
    FeatureMoments moments = new FeatureMoments();
    try (Loader<Batch> loader = ClassifierData.loader(pictures, form, BATCH, 2, device);
        Epoch<Batch> epoch = loader.epoch(0)) {
      while (epoch.hasNext()) {
        try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
          moments.add(classifier().look(epoch.next().images()).features());
        }
      }
    }
    return moments;
  }

  /** Pictures with the 256 levels that a file of them would have, as the real ones. */
  private static Tensor asSaved(Tensor pictures) {
    return pictures.to(DType.FLOAT32).clamp(-1, 1).add(1).mul(127.5).round().div(127.5).sub(1);
  }

  /** Frees the classifier and what it saw. */
  @Override
  public void close() {
    if (classifier != null) {
      classifier.close();
    }
    if (real != null) {
      real.close();
    }
  }
}
