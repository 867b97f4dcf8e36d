package dev.fovea.models.generative;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The way from noise to pictures, in as many steps as one likes.
 *
 * <pre>{@code
 * try (DiffusionSampler sampler = new DiffusionSampler(process, DiffusionSampler.Method.DDIM, 25, 0)) {
 *   Tensor noise = Tensors.randn(16, 3, 32, 32);
 *   Tensor pictures = sampler.sample(network::apply, noise, () -> Tensors.randnLike(noise), Watcher.NONE);
 * }
 * }</pre>
 */
public final class DiffusionSampler implements AutoCloseable {
  /** How a step back is taken. */
  public enum Method {
    /** With fresh noise: Ho et al., 2020, algorithm 2. */
    DDPM,
    /** With little noise or none, which needs fewer steps: Song et al., 2021, equation 12. */
    DDIM
  }

  /** Sees the pictures become clear. */
  @FunctionalInterface
  public interface Watcher {
    /** Nobody. */
    Watcher NONE = (done, steps, timestep, x, predXstart) -> {};

    /**
     * After a step.
     *
     * @param done steps taken, from 1 to {@code steps}
     * @param timestep the noise level before the step, as a step of the process that was trained
     * @param x the pictures after the step; freed when this returns
     * @param predXstart what the network took for the clear pictures before the step; freed when this returns
     */
    void stepped(int done, int steps, int timestep, Tensor x, Tensor predXstart);
  }

  private final GaussianDiffusion process;
  private final Method method;
  private final double eta;

  /**
   * A sampler of a process, which stays its owner's.
   *
   * @param steps how many of its steps to take, spread evenly from the noisiest on
   * @param eta the noise of DDIM's steps, 0 for none to 1; DDPM has its own
   * @throws IllegalArgumentException if the process has fewer steps
   */
  public DiffusionSampler(GaussianDiffusion process, Method method, int steps, double eta) {
    int most = process.schedule().steps();
    if (steps < 1 || steps > most) {
      throw new IllegalArgumentException("Sampling: expected 1 to " + most + " steps, got " + steps);
    }
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("Sampling: eta: expected 0 to 1, got " + eta);
    }
    this.process = process.respaced(steps == 1 ? new TreeSet<>(List.of(most - 1)) : Respacing.evenly(steps).of(most));
    this.method = method;
    this.eta = eta;
  }

  /**
   * Pictures (n, channels, height, width) in [-1, 1], owned by the innermost scope.
   *
   * @param start standard normal noise of the pictures' shape
   * @param noise gives more such noise for each step; DDIM with eta 0 asks for none
   */
  public Tensor sample(Denoiser denoiser, Tensor start, Supplier<Tensor> noise, Watcher watcher) {
    int steps = process.schedule().steps();
    Tensor x = start;
    for (int t = steps - 1; t >= 0; t--) {
      Tensor before = x;
      x = step(denoiser, before, t, noise, watcher);
      if (before != start) {
        before.close();
      }
    }
    return x;
  }

  private Tensor step(Denoiser denoiser, Tensor x, int t, Supplier<Tensor> noise, Watcher watcher) {
    try (Scope scope = Scope.open()) {
      Tensor at = Tensors.full(t, DType.INT64, x.size(0)).to(x.device());
      GaussianDiffusion.Stepped next = method == Method.DDPM ? process.pSample(denoiser, x, at, noise.get(), true)
          : process.ddimSample(denoiser, x, at, eta == 0 ? x : noise.get(), true, eta);
      NoiseSchedule schedule = process.schedule();
      watcher.stepped(schedule.steps() - t, schedule.steps(), schedule.timestep(t), next.sample(), next.predXstart());
      return scope.keep(next.sample());
    }
  }

  /** Frees what it made for its steps. */
  @Override
  public void close() {
    process.close();
  }
}
