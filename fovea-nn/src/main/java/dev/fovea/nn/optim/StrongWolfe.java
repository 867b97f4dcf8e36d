package dev.fovea.nn.optim;

import dev.fovea.tensor.Tensor;
import java.util.function.DoubleFunction;

/**
 * A line search whose step lowers the loss enough and flattens the slope enough.
 *
 * <p>A bracket grows until it holds such a step, then shrinks around it, by cubic interpolation. Nocedal and Wright,
 * Numerical Optimization, 2006, algorithms 3.5 and 3.6.
 */
final class StrongWolfe {
  private static final double ENOUGH_LOWER = 1e-4;
  private static final double ENOUGH_FLATTER = 0.9;
  private static final int MOST_EVALUATIONS = 25;

  private final DoubleFunction<Point> evaluate;
  private final Point start;
  private final double directionSize;
  private final double toleranceChange;
  private int count;

  /** A step along the direction: the loss there, its gradient, and the gradient's part along the direction. */
  record Point(double step, double loss, Tensor gradient, double slope) {}

  /** What a search found, after so many evaluations. */
  record Result(Point point, int evaluations) {}

  StrongWolfe(DoubleFunction<Point> evaluate, Point start, double directionSize, double toleranceChange) {
    this.evaluate = evaluate;
    this.start = start;
    this.directionSize = directionSize;
    this.toleranceChange = toleranceChange;
  }

  Result search(double firstStep) {
    Point previous = start;
    Point now = evaluate.apply(firstStep);
    int evaluations = 1;
    while (count < MOST_EVALUATIONS) {
      if (tooHigh(now) || count > 1 && now.loss >= previous.loss) {
        return zoom(previous, now, evaluations);
      }
      if (flat(now)) {
        return new Result(now, evaluations);
      }
      if (now.slope >= 0) {
        return zoom(previous, now, evaluations);
      }
      double next = interpolate(previous, now, now.step + 0.01 * (now.step - previous.step), now.step * 10);
      previous = now;
      now = evaluate.apply(next);
      evaluations++;
      count++;
    }
    return zoom(start, now, evaluations);
  }

  private Result zoom(Point first, Point second, int evaluations) {
    Point low = first.loss <= second.loss ? first : second;
    Point high = low == first ? second : first;
    boolean slow = false;
    while (count < MOST_EVALUATIONS && Math.abs(high.step - low.step) * directionSize >= toleranceChange) {
      double left = Math.min(low.step, high.step);
      double right = Math.max(low.step, high.step);
      double step = interpolate(low, high, left, right);
      double margin = 0.1 * (right - left);
      if (Math.min(right - step, step - left) < margin) {
        if (slow || step >= right || step <= left) {
          step = Math.abs(step - right) < Math.abs(step - left) ? right - margin : left + margin;
          slow = false;
        } else {
          slow = true;
        }
      } else {
        slow = false;
      }
      Point now = evaluate.apply(step);
      evaluations++;
      count++;
      if (tooHigh(now) || now.loss >= low.loss) {
        high = now.loss < low.loss ? low : now;
        low = high == low ? now : low;
      } else {
        if (flat(now)) {
          return new Result(now, evaluations);
        }
        if (now.slope * (high.step - low.step) >= 0) {
          high = low;
        }
        low = now;
      }
    }
    return new Result(low, evaluations);
  }

  private boolean tooHigh(Point point) {
    return point.loss > start.loss + ENOUGH_LOWER * point.step * start.slope;
  }

  private boolean flat(Point point) {
    return Math.abs(point.slope) <= -ENOUGH_FLATTER * start.slope;
  }

  /** The lowest point of the cubic through two points with their slopes, inside the bounds. */
  private static double interpolate(Point a, Point b, double lower, double upper) {
    Point left = a.step <= b.step ? a : b;
    Point right = left == a ? b : a;
    double d1 = left.slope + right.slope - 3 * (left.loss - right.loss) / (left.step - right.step);
    double square = d1 * d1 - left.slope * right.slope;
    if (!(square >= 0)) {
      return (lower + upper) / 2;
    }
    double d2 = Math.sqrt(square);
    double lowest = right.step
        - (right.step - left.step) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
    return Math.min(Math.max(lowest, lower), upper);
  }
}
