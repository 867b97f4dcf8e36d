package dev.fovea.train.segmentation;

import dev.fovea.data.BorderWeights;
import dev.fovea.data.DataLoader;
import dev.fovea.data.Dataset;
import dev.fovea.data.LabeledImage;
import dev.fovea.data.Loader;
import dev.fovea.data.MaskAugment;
import dev.fovea.data.MaskedImage;
import dev.fovea.data.Normalization;
import dev.fovea.data.Order;
import dev.fovea.data.Sampler;
import dev.fovea.data.SegmentationBatch;
import dev.fovea.data.SegmentationSet;
import dev.fovea.data.Splits;
import dev.fovea.image.Image;

/** Pictures and masks of a recipe as batches. */
final class SegmentationLoaders {
  private static final int MOST_THREADS = 8;
  private static final int FITTED_ON = 1000;

  private final SegmentationData spec;
  private final int channels;

  /** For a network of 1 or 3 input channels. */
  SegmentationLoaders(SegmentationData spec, int channels) {
    this.spec = spec;
    this.channels = channels;
  }

  /** As many training pictures as the recipe allows, evenly drawn. */
  SegmentationSet limited(SegmentationSet train) {
    return spec.limit() == 0 || spec.limit() >= train.size() ? train
        : train.subset(Splits.random(train.size(), 0, (double) spec.limit() / train.size())[0]);
  }

  /** How values are scaled. */
  Normalization normalization(SegmentationSet train) {
    return switch (spec.normalize()) {
      case UNIT -> Normalization.unit(channels);
      case SYMMETRIC -> Normalization.symmetric(channels);
      case IMAGENET -> channels == 3 ? Normalization.IMAGENET
          : new Normalization(new float[] {0.449f}, new float[] {0.226f});
      case FIT -> Normalization.fit(prepared(train.take(FITTED_ON)).map(item -> new LabeledImage(item.image(), 0)));
    };
  }

  /** Shuffled batches of changed training pictures, the last one dropped if it is not full; the same for a seed. */
  Loader<SegmentationBatch> train(SegmentationSet train, Normalization normalization, BorderWeights borders,
      long seed) {
    SegmentationData.Augment augment = spec.augment();
    MaskAugment change = new MaskAugment(spec.trainWidth(), spec.trainHeight(), augment.flip(), augment.minScale(),
        augment.maxScale(), augment.jitter());
    Order order = Order.shuffled(train.size(), seed);
    Sampler sampler = train.size() < spec.batchSize() ? order.batches(spec.batchSize())
        : order.fullBatches(spec.batchSize());
    return new DataLoader<>(prepared(train).map(change), sampler, borders.weight() > 0
        ? SegmentationBatch.collate(normalization, borders) : SegmentationBatch.collate(normalization), seed,
        threads());
  }

  /** Batches of all pictures, in order, unchanged. */
  Loader<SegmentationBatch> evaluation(SegmentationSet set, Normalization normalization) {
    return new DataLoader<>(prepared(set), Order.sequential(set.size()).batches(spec.evaluationBatch()),
        SegmentationBatch.collate(normalization), 0, threads());
  }

  /** A picture and its mask as the network is to see them. */
  MaskedImage prepared(MaskedImage item) {
    Image image = channels == 1 ? item.image().toGrey() : item.image().toRgb();
    MaskedImage colored = image == item.image() ? item : new MaskedImage(image, item.mask());
    return spec.width() == 0 ? colored : MaskAugment.resize(colored, spec.width(), spec.height());
  }

  private Dataset<MaskedImage> prepared(SegmentationSet set) {
    return set.map(this::prepared);
  }

  private int threads() {
    return spec.threads() >= 0 ? spec.threads()
        : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  }
}
