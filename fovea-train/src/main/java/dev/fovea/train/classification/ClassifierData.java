package dev.fovea.train.classification;

import dev.fovea.data.Batch;
import dev.fovea.data.ColorAxes;
import dev.fovea.data.DataException;
import dev.fovea.data.DataLoader;
import dev.fovea.data.Datasets;
import dev.fovea.data.ImageClassification;
import dev.fovea.data.ImageTensors;
import dev.fovea.data.Loader;
import dev.fovea.data.MemoryImages;
import dev.fovea.data.MemoryLoader;
import dev.fovea.data.Normalization;
import dev.fovea.data.Order;
import dev.fovea.data.RandomErasing;
import dev.fovea.data.Sampler;
import dev.fovea.data.Split;
import dev.fovea.data.SplitMix64;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.Transform;
import dev.fovea.image.Transforms;
import dev.fovea.models.InputShape;
import dev.fovea.models.Preprocessing;
import dev.fovea.tensor.Device;
import dev.fovea.train.recipe.DataSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pictures of a recipe as loaders: small ones whole in memory, others read and prepared by threads. */
public final class ClassifierData {
  private static final int MOST_THREADS = 8;
  private static final int SMALL = 64;
  private static final int FITTED_ON = 2000;
  private static final long ERASING = 1;

  private final DataSpec spec;
  private final ImageClassification train;
  private final ImageClassification test;
  private @Nullable MemoryImages fitted;

  /**
   * Opens both parts of a data set.
   *
   * @throws dev.fovea.data.DataException if it is not there; says what to do
   */
  public ClassifierData(DataSpec spec, Datasets.Options options) {
    this(spec, Datasets.open(spec.name(), Split.TRAIN, options), Datasets.open(spec.name(), Split.TEST, options));
  }

  /** Parts of the caller's own. */
  public ClassifierData(DataSpec spec, ImageClassification train, ImageClassification test) {
    if (!train.classes().equals(test.classes())) {
      throw new DataException("The data set " + spec.name() + " is tested on other classes than it is learned from, "
          + "which a classifier cannot name; train on it with a few-shot recipe, such as protonet-omniglot-small1");
    }
    this.spec = spec;
    this.train = limited(train, spec.limit());
    this.test = limited(test, spec.testLimit());
  }

  private static ImageClassification limited(ImageClassification data, int limit) {
    double part = (double) limit / data.size();
    return limit > 0 && part < 1 ? data.split(0, part, 1 - part).get(0) : data;
  }

  /** What is learned from. */
  public ImageClassification train() {
    return train;
  }

  /** What is measured on. */
  public ImageClassification test() {
    return test;
  }

  /** Channels of the pictures as they are: 3 but for data sets that are all grey. */
  public int channels() {
    return train instanceof MemoryImages images ? images.channels() : 3;
  }

  /** How pictures become inputs of a network that takes such a shape. */
  public InputForm inputForm(InputShape shape) {
    int side = Math.min(shape.height(), shape.width());
    int crop = spec.crop() > 0 ? spec.crop() : side;
    int resize = spec.resize() > 0 ? spec.resize() : crop <= SMALL ? crop : Math.round(crop * 8f / 7);
    InputForm unit = new InputForm(shape.channels(), preprocessing(resize, crop, Normalization.unit(shape.channels())));
    return new InputForm(shape.channels(), preprocessing(resize, crop, normalization(unit)));
  }

  private Normalization normalization(InputForm form) {
    return switch (spec.normalize()) {
      case UNIT -> Normalization.unit(form.channels());
      case SYMMETRIC -> Normalization.symmetric(form.channels());
      case IMAGENET -> form.channels() == 3 ? Normalization.IMAGENET
          : new Normalization(new float[] {0.449f}, new float[] {0.226f});
      case FIT -> train instanceof MemoryImages ? fittedTrain(form).normalization()
          : Normalization.fit(train.take(FITTED_ON).transform(form.fitting()));
    };
  }

  private static Preprocessing preprocessing(int resize, int crop, Normalization normalization) {
    return new Preprocessing(resize, crop, Interpolation.BILINEAR, doubles(normalization.mean()),
        doubles(normalization.std()));
  }

  private static List<Double> doubles(float[] values) {
    List<Double> list = new ArrayList<>();
    for (float value : values) {
      list.add(Double.parseDouble(Float.toString(value)));
    }
    return Collections.unmodifiableList(list);
  }

  /** Shuffled batches of training pictures, the last one dropped if it is not full; the same for a seed. */
  public Loader<Batch> trainLoader(InputForm form, long seed, Device device) {
    Order order = Order.shuffled(train.size(), seed).repeated(spec.augment().repeats()).first(train.size());
    Sampler sampler = train.size() < spec.batchSize() ? order.batches(spec.batchSize())
        : order.fullBatches(spec.batchSize());
    double erasing = spec.augment().erasing();
    Loader<Batch> loader = trainLoader(form, sampler, seed, device);
    return erasing == 0 ? loader : loader.map(SplitMix64.of(seed, ERASING).nextLong(), (batch, random) ->
        new Batch(new RandomErasing(erasing).apply(batch.images(), random), batch.labels()));
  }

  private Loader<Batch> trainLoader(InputForm form, Sampler sampler, long seed, Device device) {
    if (train instanceof MemoryImages) {
      MemoryImages small = fittedTrain(form);
      return spec.augment().keepsPictures() ? MemoryLoader.images(small, sampler, form.normalization(), device)
          : new DataLoader<>(small.transform(augmentation(form)), sampler, ImageTensors.labeled(form.normalization()),
              seed, threads());
    }
    Transform prepare = (image, random) -> form.colored(image);
    Transform change = augmentation(form);
    Transform first = spec.augment().smallestCrop() > 0 ? prepare : form.fitting();
    return new DataLoader<>(train.transform(first.andThen(change)), sampler,
        ImageTensors.labeled(form.normalization()), seed, threads());
  }

  /** Batches of all test pictures, in order. */
  public Loader<Batch> testLoader(InputForm form, Device device) {
    return loader(test, form, spec.testBatchSize(), threads(), device);
  }

  /** Batches of all pictures of a data set, in order, without augmentation. */
  public static Loader<Batch> loader(ImageClassification data, InputForm form, int batchSize, int threads,
      Device device) {
    Sampler sampler = Order.sequential(data.size()).batches(batchSize);
    return data instanceof MemoryImages
        ? MemoryLoader.images(fitted(data, form), sampler, form.normalization(), device)
        : new DataLoader<>(data.transform(form.fitting()), sampler, ImageTensors.labeled(form.normalization()), 0,
            threads);
  }

  private Transform augmentation(InputForm form) {
    DataSpec.Augment augment = spec.augment();
    int crop = form.preprocessing().crop();
    List<Transform> steps = new ArrayList<>();
    if (augment.smallestCrop() > 0) {
      steps.add(Transforms.randomResizedCrop(crop, augment.smallestCrop(), 1, 3.0 / 4, 4.0 / 3,
          form.preprocessing().interpolation()));
    } else if (augment.padding() > 0) {
      steps.add(Transforms.randomCrop(crop, augment.padding()));
    }
    if (augment.flip()) {
      steps.add(Transforms.randomHorizontalFlip());
    }
    if (augment.rotate() > 0) {
      steps.add(Transforms.randomRotation(augment.rotate()));
    }
    if (augment.jitter() > 0) {
      steps.add(Transforms.colorJitter(augment.jitter(), augment.jitter(), augment.jitter(), 0));
    }
    if (augment.colorPca() > 0) {
      steps.add(ColorAxes.fit(train, FITTED_ON).jitter(augment.colorPca()));
    }
    augment.operations().ifPresent(operations -> steps.add(operations.withBorder(Interpolation.BICUBIC, fill(form))));
    return Transforms.compose(steps);
  }

  /** The mean colour of the pictures. */
  private static int[] fill(InputForm form) {
    return form.preprocessing().mean().stream().mapToInt(mean -> (int) Math.min(255, Math.rint(255 * mean))).toArray();
  }

  /** The training pictures of {@link #fitted}, made once for a size. */
  private MemoryImages fittedTrain(InputForm form) {
    MemoryImages kept = fitted;
    if (kept == null || kept.channels() != form.channels() || kept.width() != form.preprocessing().crop()) {
      kept = fitted(train, form);
      fitted = kept;
    }
    return kept;
  }

  private int threads() {
    return spec.threads() >= 0 ? spec.threads()
        : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  }

  /** Small pictures in the form that the network takes, again in one array. */
  private static MemoryImages fitted(ImageClassification data, InputForm form) {
    MemoryImages images = (MemoryImages) data;
    int crop = form.preprocessing().crop();
    if (images.channels() == form.channels() && images.width() == crop && images.height() == crop
        && form.preprocessing().resize() == crop) {
      return images;
    }
    int plane = crop * crop;
    byte[] pixels = new byte[Math.multiplyExact(images.size(), form.channels() * plane)];
    for (int i = 0; i < images.size(); i++) {
      Image fit = form.fit(images.get(i).image());
      byte[] data8 = fit.data();
      int from = i * data8.length;
      for (int p = 0; p < plane; p++) {
        for (int c = 0; c < form.channels(); c++) {
          pixels[from + c * plane + p] = data8[p * form.channels() + c];
        }
      }
    }
    return new MemoryImages(images.name(), images.classes(), form.channels(), crop, crop, pixels, images.labels());
  }
}
