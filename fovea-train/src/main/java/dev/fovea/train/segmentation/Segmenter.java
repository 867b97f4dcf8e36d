package dev.fovea.train.segmentation;

import dev.fovea.data.ImageTensors;
import dev.fovea.image.Geometry;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.Resize;
import dev.fovea.models.Models;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.train.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A segmenter ready for use: pictures of any size in, the class of every pixel out.
 *
 * <pre>{@code
 * try (Segmenter segmenter = Segmenter.open(Path.of("runs/unet-camvid-20260131-142501"))) {
 *   Image street = Image.read(Path.of("street.jpg"));
 *   segmenter.segment(street).overlay(street).write(Path.of("overlay.png"));
 * }
 * }</pre>
 *
 * <p>Any number of threads may use one segmenter.
 */
public final class Segmenter implements AutoCloseable {
  private final Layer model;
  private final SegmenterInfo info;
  private final Device device;

  /** A segmenter that owns the network, which it moves to the device and sets to evaluation. */
  public Segmenter(Layer model, SegmenterInfo info, Device device) {
    this.model = model;
    this.info = info;
    this.device = device;
    model.to(device);
    model.eval();
  }

  /**
   * The best weights of a run, or a file of weights that a run wrote.
   *
   * @throws CheckpointException if the file is damaged or says not which network it is of
   */
  public static Segmenter open(Path runOrWeights) {
    return open(runOrWeights, Device.CPU);
  }

  /** The best weights of a run, or a file of weights that a run wrote, on a device. */
  public static Segmenter open(Path runOrWeights, Device device) {
    Path file = Files.isDirectory(runOrWeights) ? RunFolder.open(runOrWeights).weights() : runOrWeights;
    try (Scope scope = Scope.open()) {
      StateDict weights = Checkpoints.load(file);
      SegmenterInfo info = SegmenterInfo.fromMetadata(weights.metadata(), file.toString())
          .orElseThrow(() -> new CheckpointException(file + " does not say which segmenter it is of; if it was"
              + " published elsewhere, name the network, such as --model unet or Segmenter.of"));
      return loaded(info, weights, device);
    }
  }

  /**
   * A network with weights from a file that does not describe itself, as those that others publish.
   *
   * @throws CheckpointException if the weights do not fit it
   */
  public static Segmenter of(SegmenterInfo info, Path file, Device device) {
    try (Scope scope = Scope.open()) {
      return loaded(info, Checkpoints.load(file), device);
    }
  }

  private static Segmenter loaded(SegmenterInfo info, StateDict weights, Device device) {
    Layer model = Scope.release(info.create());
    try {
      Models.load(model, weights);
      return new Segmenter(model, info, device);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** The network, its classes and how pictures are prepared. */
  public SegmenterInfo info() {
    return info;
  }

  /** The network, in evaluation mode. */
  public Layer model() {
    return model;
  }

  /** The classes of a picture's pixels, seen at the size of the training pictures. */
  public SegmentedPicture segment(Image picture) {
    return segment(picture, info.size(), Tiling.DEFAULT);
  }

  /**
   * The classes of the pixels of a picture in a file.
   *
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if it is not a picture
   */
  public SegmentedPicture segment(Path file) {
    try {
      return segment(Image.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The classes of a picture's pixels.
   *
   * @param size shorter side to which the picture is brought before, its shape kept; the scores are brought back to its
   *     own size. 0 for its own size
   * @param tiling how larger pictures are cut; memory grows with the width of one row of squares only
   */
  public SegmentedPicture segment(Image picture, int size, Tiling tiling) {
    if (size < 0) {
      throw new IllegalArgumentException("size: expected 0 or more, got " + size);
    }
    boolean resized = size > 0 && Math.min(picture.width(), picture.height()) != size;
    Image seen = resized ? Resize.resizeShorter(picture, size, Interpolation.BILINEAR) : picture;
    try (Scope scope = Scope.open(); GradMode inference = GradMode.inference()) {
      TiledScores tiles = new TiledScores(model, tiling, (image, box) -> ImageTensors.stack(
          List.of(Geometry.crop(image, box)), info.normalization()).to(device));
      Image colored = info.colored(seen);
      Image mask = resized ? tiles.maskAt(colored, picture.width(), picture.height()) : tiles.mask(colored);
      return new SegmentedPicture(mask, info.classes(), info.palette());
    }
  }

  /** Frees the network. */
  @Override
  public void close() {
    model.close();
  }
}
