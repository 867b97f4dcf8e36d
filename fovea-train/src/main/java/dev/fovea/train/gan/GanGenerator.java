package dev.fovea.train.gan;

import dev.fovea.image.Image;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.generative.Latents;
import dev.fovea.train.generative.PictureGenerator;
import dev.fovea.train.generative.PictureGenerators;
import dev.fovea.train.generative.SampleSheet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** A trained generator: noise in, pictures out, in one pass. */
public final class GanGenerator implements PictureGenerator {
  private static final int BATCH = 64;
  private static final String PREFIX = "generator.";

  private final Layer network;
  private final GanInfo info;
  private final Device device;

  /** Opens the generators of GANs. */
  public static final class Opener implements PictureGenerators.Opener {
    @Override
    public boolean knows(StateDict weights) {
      return GanInfo.fromMetadata(weights.metadata(), weights.where()).isPresent();
    }

    @Override
    public PictureGenerator open(StateDict weights, Device device) {
      GanInfo info = GanInfo.fromMetadata(weights.metadata(), weights.where()).orElseThrow(() ->
          new CheckpointException(weights.where() + " is not of a GAN"));
      LinkedHashMap<String, Tensor> own = new LinkedHashMap<>();
      weights.tensors().forEach((name, tensor) -> {
        if (name.startsWith(PREFIX)) {
          own.put(name.substring(PREFIX.length()), tensor);
        }
      });
      Layer network = info.create();
      try {
        Models.load(network, new StateDict(own, Map.of(), weights.where()));
        return new GanGenerator(network, info, device);
      } catch (RuntimeException e) {
        network.close();
        throw e;
      }
    }
  }

  /** A generator that owns the network, which it moves to the device and sets to evaluation. */
  public GanGenerator(Layer network, GanInfo info, Device device) {
    this.network = network;
    this.info = info;
    this.device = device;
    network.to(device);
    network.eval();
  }

  /** None: a GAN's pictures are of all classes. */
  @Override
  public List<String> classes() {
    return List.of();
  }

  @Override
  public List<Image> generate(Request request, IntConsumer progress) {
    check(request);
    try (Scope scope = Scope.open(); Generator random = new Generator(request.seed())) {
      return make(Tensors.randn(random, request.count(), info.noise()), progress);
    }
  }

  @Override
  public List<Image> interpolate(Request request, int columns, IntConsumer progress) {
    check(request);
    try (Scope scope = Scope.open(); Generator random = new Generator(request.seed())) {
      Tensor ends = Tensors.randn(random, 2L * request.count(), info.noise());
      List<Tensor> rows = new ArrayList<>();
      for (int i = 0; i < request.count(); i++) {
        rows.add(Latents.arc(ends.get(2L * i), ends.get(2L * i + 1), columns));
      }
      return make(Tensors.cat(rows, 0), progress);
    }
  }

  /**
   * Pictures (n, channels, side, side) in [-1, 1] of noise (n, numbers) of one's own.
   *
   * @throws dev.fovea.tensor.TensorException if the noise has another length
   */
  public Tensor apply(Tensor noise) {
    try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad()) {
      return scope.keep(network.apply(noise.to(device)));
    }
  }

  private List<Image> make(Tensor noise, IntConsumer progress) {
    List<Image> images = new ArrayList<>();
    for (long from = 0; from < noise.size(0); from += BATCH) {
      try (Scope scope = Scope.open(); GradMode inference = GradMode.inference()) {
        Tensor part = noise.narrow(0, from, Math.min(BATCH, noise.size(0) - from));
        images.addAll(SampleSheet.images(network.apply(part.to(device))));
      }
      progress.accept((int) (100L * images.size() / noise.size(0)));
    }
    return images;
  }

  private static void check(Request request) {
    if (request.label().isPresent()) {
      throw new IllegalArgumentException("This GAN learned without classes and makes pictures of all of them; leave "
          + "the class out");
    }
    if (request.steps().isPresent() || request.sampler().isPresent() || request.guidance().isPresent()) {
      throw new IllegalArgumentException("A GAN makes a picture in one pass; steps, sampler and guidance are for "
          + "diffusion models");
    }
  }

  /** Frees the network. */
  @Override
  public void close() {
    network.close();
  }
}
