package dev.fovea.nn.loss;

import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;

/**
 * The squared distance of parameters from the mean of their past values, which keeps two players from circling.
 *
 * <p>Salimans et al., Improved Techniques for Training GANs, 2016, section 3.3. {@link #record} after each update takes
 * the present values into the means; {@link #penalty} is added to the loss of the next.
 */
public final class HistoricalAveraging implements AutoCloseable {
  private final List<Tensor> parameters;
  private final List<Tensor> means;
  private long count;

  /** Of these parameters, with an empty past. */
  public HistoricalAveraging(List<Tensor> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("HistoricalAveraging: expected at least one parameter, got none");
    }
    this.parameters = List.copyOf(parameters);
    this.means = parameters.stream().map(each -> Scope.release(Tensors.zerosLike(each.detach()))).toList();
  }

  /** Takes the present values into the means. */
  public void record() {
    count++;
    try (GradMode off = GradMode.noGrad(); Scope scope = Scope.open()) {
      for (int i = 0; i < means.size(); i++) {
        means.get(i).lerp_(parameters.get(i), 1.0 / count);
      }
    }
  }

  /**
   * The sum over parameters of the squared distance from their mean, a scalar.
   *
   * @throws IllegalStateException before the first {@link #record}
   */
  public Tensor penalty() {
    if (count == 0) {
      throw new IllegalStateException("HistoricalAveraging: there is no past yet; call record() after an update first");
    }
    return Scope.run(() -> {
      Tensor sum = Tensors.zerosLike(means.get(0).sum());
      for (int i = 0; i < means.size(); i++) {
        sum = sum.add(parameters.get(i).sub(means.get(i)).square().sum());
      }
      return sum;
    });
  }

  /** Frees the means. */
  @Override
  public void close() {
    means.forEach(Tensor::close);
  }
}
