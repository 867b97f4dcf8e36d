package dev.fovea.train.generative;

import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.checkpoint.Checkpoints;
import dev.fovea.nn.checkpoint.StateDict;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Opens whatever makes pictures, from the weights that a run wrote. */
public final class PictureGenerators {
  /**
   * How networks of one kind are opened; found through {@link ServiceLoader}: a file {@code
   * META-INF/services/dev.fovea.train.generative.PictureGenerators$Opener} names the classes.
   */
  public interface Opener {
    /** Whether a file's metadata are those of this kind. */
    boolean knows(StateDict weights);

    /**
     * Makes the generator, with a network of its own.
     *
     * @throws CheckpointException if the weights do not fit their description
     */
    PictureGenerator open(StateDict weights, Device device);
  }

  private PictureGenerators() {}

  /** The best weights of a run, or a file of weights that a run wrote, on the processor. */
  public static PictureGenerator open(Path runOrWeights) {
    return open(runOrWeights, Device.CPU);
  }

  /**
   * The best weights of a run, or a file of weights that a run wrote, on a device.
   *
   * @throws CheckpointException if the file is damaged, or its network makes no pictures
   */
  public static PictureGenerator open(Path runOrWeights, Device device) {
    Path file = Files.isDirectory(runOrWeights) ? RunFolder.open(runOrWeights).weights() : runOrWeights;
    try (Scope scope = Scope.open()) {
      StateDict weights = Checkpoints.load(file);
      for (Opener opener : ServiceLoader.load(Opener.class)) {
        if (opener.knows(weights)) {
          return opener.open(weights, device);
        }
      }
      throw new CheckpointException(file + " holds no network that makes pictures; choose the run of a GAN or a "
          + "diffusion model");
    }
  }
}
