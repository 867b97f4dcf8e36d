package dev.fovea.nn.optim;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A quasi-Newton method that remembers the last moves only: for full batches and images as parameters.
 *
 * <pre>{@code
 * LBFGS lbfgs = new LBFGS(parameters, 1, QuasiNewton.Settings.DEFAULT.withStrongWolfe());
 * double loss = lbfgs.step(() -> {
 *   lbfgs.zeroGrad();
 *   Tensor value = loss();
 *   value.backward();
 *   return value.item();
 * });
 * }</pre>
 *
 * <p>Liu and Nocedal, On the Limited Memory BFGS Method for Large Scale Optimization, 1989.
 */
public final class LBFGS extends QuasiNewton {
  private static final double LEAST_CURVATURE = 1e-10;

  private final int historySize;
  private final ArrayDeque<Memory> history = new ArrayDeque<>();
  private double scale = 1;

  private record Memory(Tensor move, Tensor change, double rho) {
    void close() {
      move.close();
      change.close();
    }
  }

  /** A learning rate of 1, moves of fixed length, 100 moves remembered. */
  public LBFGS(List<Tensor> parameters) {
    this(parameters, 1, Settings.DEFAULT);
  }

  /** 100 moves remembered. */
  public LBFGS(List<Tensor> parameters, double lr, Settings settings) {
    this(parameters, lr, settings, 100);
  }

  /** One group of parameters; memory is {@code 2 historySize + 3} times theirs. */
  public LBFGS(List<Tensor> parameters, double lr, Settings settings, int historySize) {
    super(parameters, lr, settings);
    if (historySize < 1) {
      throw new IllegalArgumentException("LBFGS: expected a history of at least one move, got " + historySize);
    }
    this.historySize = historySize;
  }

  @Override
  void learn(Tensor move, Tensor change) {
    double curvature = change.dot(move).item();
    if (curvature > LEAST_CURVATURE) {
      if (history.size() == historySize) {
        history.removeFirst().close();
      }
      history.addLast(new Memory(Scope.release(move), Scope.release(change), 1 / curvature));
      scale = curvature / change.dot(change).item();
    }
  }

  @Override
  Tensor descent(Tensor gradient) {
    Tensor q = gradient.neg();
    double[] alphas = new double[history.size()];
    int i = history.size();
    for (Iterator<Memory> newest = history.descendingIterator(); newest.hasNext();) {
      Memory memory = newest.next();
      alphas[--i] = memory.move.dot(q).item() * memory.rho;
      q.add_(memory.change, -alphas[i]);
    }
    q.mul_(scale);
    for (Memory memory : history) {
      double beta = memory.change.dot(q).item() * memory.rho;
      q.add_(memory.move, alphas[i++] - beta);
    }
    return q;
  }

  @Override
  void save(Map<String, Tensor> tensors, Map<String, Double> numbers) {
    numbers.put("scale", scale);
    numbers.put("history", (double) history.size());
    int i = 0;
    for (Memory memory : history) {
      tensors.put("history." + i + ".move", memory.move.detach());
      tensors.put("history." + i + ".change", memory.change.detach());
      numbers.put("history." + i + ".rho", memory.rho);
      i++;
    }
  }

  @Override
  Runnable load(OptimizerState state, Tensor like) {
    double scaleThen = state.number("scale");
    List<Memory> then = new ArrayList<>();
    for (int i = 0; i < state.number("history"); i++) {
      then.add(new Memory(state.tensor("history." + i + ".move", like), state.tensor("history." + i + ".change", like),
          state.number("history." + i + ".rho")));
    }
    return () -> {
      clear();
      scale = scaleThen;
      then.forEach(memory -> history.addLast(
          Scope.release(new Memory(copy(memory.move, like), copy(memory.change, like), memory.rho))));
    };
  }

  private void clear() {
    history.forEach(Memory::close);
    history.clear();
  }

  @Override
  public void close() {
    super.close();
    clear();
  }
}
