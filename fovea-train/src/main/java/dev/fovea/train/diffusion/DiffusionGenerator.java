package dev.fovea.train.diffusion;

import dev.fovea.image.Image;
import dev.fovea.models.Models;
import dev.fovea.models.generative.DdpmUNet;
import dev.fovea.models.generative.DiffusionSampler.Method;
import dev.fovea.models.generative.DiffusionSampler.Watcher;
import dev.fovea.models.generative.GaussianDiffusion;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Autocast;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Precision;
import dev.fovea.train.generative.Latents;
import dev.fovea.train.generative.PictureGenerator;
import dev.fovea.train.generative.PictureGenerators;
import dev.fovea.train.generative.SampleSheet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A trained diffusion model that makes pictures.
 *
 * <p>Samplers are {@code ddim}, {@code ddim:ETA} with ETA from 0 to 1, and {@code ddpm}. A picture follows from the seed
 * and its number alone, so that more of them begin with the same ones. Memory does not grow with their number. Where
 * bfloat16 is fast, the network computes in it.
 */
public final class DiffusionGenerator implements PictureGenerator {
  private static final int MOST = 64;
  private static final long PIXELS = 1 << 18;

  private final Painter painter;
  private final Precision precision;

  /** Opens diffusion models for {@link PictureGenerators}. */
  public static final class Opener implements PictureGenerators.Opener {
    @Override
    public boolean knows(StateDict weights) {
      return DiffusionInfo.fromMetadata(weights.metadata(), weights.where()).isPresent();
    }

    @Override
    public PictureGenerator open(StateDict weights, Device device) {
      DiffusionInfo info = DiffusionInfo.fromMetadata(weights.metadata(), weights.where()).orElseThrow(
          () -> new CheckpointException(weights.where() + " holds no diffusion model"));
      DdpmUNet network = info.create();
      try {
        Models.load(network, weights);
        return new DiffusionGenerator(network, info, device, Precision.AUTO);
      } catch (RuntimeException e) {
        network.close();
        throw e;
      }
    }
  }

  /** A generator that owns the network, which it moves to the device and sets to evaluation. */
  DiffusionGenerator(DdpmUNet network, DiffusionInfo info, Device device, Precision precision) {
    GaussianDiffusion process = info.process().create();
    this.painter = new Painter(network, process, info, device);
    this.precision = precision.resolve(device);
    network.to(device);
    network.to(MemoryFormat.CHANNELS_LAST);
    network.eval();
    process.to(device);
  }

  @Override
  public List<String> classes() {
    return painter.info().classes();
  }

  /** One batch of pictures. */
  @FunctionalInterface
  private interface Part {
    Tensor paint(int first, int count, Watcher watcher);
  }

  @Override
  public List<Image> generate(Request request, IntConsumer progress) {
    SamplingSpec how = sampling(request);
    return paint(request.count(), 0, request.count(), progress, (first, count, watcher) ->
        painter.paint(labels(request, first, count), request.seed(), first, how, watcher));
  }

  @Override
  public List<Image> interpolate(Request request, int columns, IntConsumer progress) {
    SamplingSpec how = sampling(request);
    if (how.sampler() != Method.DDIM || how.eta() != 0) {
      throw new IllegalArgumentException("Ways between noises need a sampler without chance; take the sampler ddim");
    }
    List<Image> images = new ArrayList<>();
    for (int row = 0; row < request.count(); row++) {
      int label = labels(request, row, 1).get(0);
      try (Scope scope = Scope.open(); Noise ends = painter.noise(request.seed(), 2 * row, 2)) {
        List<Tensor> two = ends.next().unbind(0);
        Tensor way = Latents.arc(two.get(0), two.get(1), columns);                       // (columns, channels, h, w)
        images.addAll(paint(columns, row * columns, request.count() * columns, progress, (first, count, watcher) ->
            painter.paint(Collections.nCopies(count, label), way.narrow(0, first, count), ends, how, watcher)));
      }
    }
    return images;
  }

  /** Pictures in batches, of which {@code before} of {@code all} are done already. */
  private List<Image> paint(int total, int before, int all, IntConsumer progress, Part part) {
    List<Image> images = new ArrayList<>();
    int side = painter.info().side();
    int most = (int) Math.max(1, Math.min(MOST, PIXELS / ((long) side * side)));
    for (int first = 0; first < total; first += most) {
      int count = Math.min(most, total - first);
      int done = before + first;
      try (Scope scope = Scope.open(); GradMode off = GradMode.noGrad(); Autocast cast = autocast()) {
        images.addAll(SampleSheet.images(part.paint(first, count, (step, steps, timestep, x, xStart) ->
            progress.accept((int) (100 * (done + (double) count * step / steps) / all)))));
      }
    }
    return images;
  }

  private @Nullable Autocast autocast() {
    return precision == Precision.BF16 ? Autocast.on(painter.device(), DType.BFLOAT16) : null;
  }

  /** The class that was asked for, or all in turn. */
  private List<Integer> labels(Request request, int first, int count) {
    return request.label().isPresent() ? Collections.nCopies(count, request.label().getAsInt())
        : painter.labels(first, count);
  }

  /** The request's way of sampling, where it says nothing that of the training. */
  private SamplingSpec sampling(Request request) {
    SamplingSpec usual = painter.info().sampling();
    int most = painter.info().process().steps();
    int steps = request.steps().orElse(usual.steps());
    if (steps > most) {
      throw new IllegalArgumentException("steps: expected 1 to " + most + ", as many as the model was trained with, got "
          + steps);
    }
    if (classes().isEmpty() && (request.label().isPresent() || request.guidance().isPresent())) {
      throw new IllegalArgumentException("This model was told no classes, so it takes neither a class nor guidance");
    }
    if (request.label().isPresent() && (request.label().getAsInt() < 0
        || request.label().getAsInt() >= classes().size())) {
      throw new IllegalArgumentException("class: expected 0 to " + (classes().size() - 1) + ", got "
          + request.label().getAsInt());
    }
    String sampler = request.sampler().orElse(usual.sampler().name()).toLowerCase(Locale.ROOT);
    double guidance = request.guidance().orElse(usual.guidance());
    if (sampler.equals("ddpm")) {
      return new SamplingSpec(Method.DDPM, steps, 0, guidance);
    } else if (sampler.matches("ddim:(0(\\.\\d+)?|1(\\.0+)?)")) {
      return new SamplingSpec(Method.DDIM, steps, Double.parseDouble(sampler.substring(5)), guidance);
    } else if (sampler.equals("ddim")) {
      return new SamplingSpec(Method.DDIM, steps, request.sampler().isPresent() ? 0 : usual.eta(), guidance);
    }
    throw new IllegalArgumentException("sampler: expected ddim, ddim:ETA with ETA from 0 to 1, or ddpm, got '" + sampler
        + "'");
  }

  /** Frees the network. */
  @Override
  public void close() {
    painter.network().close();
    painter.process().close();
  }
}
