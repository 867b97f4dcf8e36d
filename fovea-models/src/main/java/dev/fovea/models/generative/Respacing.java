package dev.fovea.models.generative;

import java.util.Arrays;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which steps of a diffusion process are kept, so that sampling takes fewer of them.
 *
 * <p>Nichol and Dhariwal, Improved Denoising Diffusion Probabilistic Models, 2021, section 4; Song et al., Denoising
 * Diffusion Implicit Models, 2021, section 4.2. Written as a text:
 * <ul>
 *   <li>empty: all steps;
 *   <li>{@code 25}: 25 steps spread evenly from the first to the last;
 *   <li>{@code 10,10,3,2,2}: as many steps of each of five equal parts, the part with the least noise first;
 *   <li>{@code ddim25}: 25 steps at a whole distance from each other, starting with the first;
 *   <li>{@code fast27}: the steps of {@code 10,10,3,2,2} counted from the end, so that most lie where there is most
 *       noise (GLIDE's published code has the dense part at the other end).
 * </ul>
 *
 * @param text as above
 */
public record Respacing(String text) {
  /** All steps. */
  public static final Respacing NONE = new Respacing("");

  private static final String FORMS = "expected nothing, a number of steps, numbers separated by commas, ddimN or "
      + "fast27";

  /** Checks the form; whether it fits shows when the number of steps is known. */
  public Respacing {
    text = text.strip();
    if (!text.matches("|fast27|ddim\\d{1,9}|\\s*\\d{1,9}\\s*(,\\s*\\d{1,9}\\s*)*")) {
      throw new IllegalArgumentException("Respacing: " + FORMS + ", got '" + text + "'");
    }
  }

  /** So many steps, spread evenly from the first to the last. */
  public static Respacing evenly(int steps) {
    return new Respacing(Integer.toString(steps));
  }

  /**
   * The steps that are kept, from the one with the least noise on.
   *
   * @param steps the process has
   * @throws IllegalArgumentException if there are too few to keep
   */
  public SortedSet<Integer> of(int steps) {
    if (text.isEmpty()) {
      return new TreeSet<>(range(0, steps, 1));
    }
    SortedSet<Integer> kept = new TreeSet<>();
    if (text.startsWith("ddim")) {
      kept.addAll(stride(steps, Integer.parseInt(text.substring(4))));
    } else if (text.equals("fast27")) {
      sections(steps, 10, 10, 3, 2, 2).forEach(step -> kept.add(steps - 1 - step));
    } else {
      kept.addAll(sections(steps, Arrays.stream(text.split(",")).map(String::strip).mapToInt(Integer::parseInt)
          .toArray()));
    }
    if (kept.isEmpty()) {
      throw new IllegalArgumentException("Respacing '" + text + "' keeps none of the " + steps
          + " steps; ask for 1 or more");
    }
    return kept;
  }

  private static Collection<Integer> stride(int steps, int count) {
    for (int stride = 1; stride < steps; stride++) {
      if ((steps + stride - 1) / stride == count) {
        return range(0, steps, stride);
      }
    }
    throw new IllegalArgumentException("Respacing 'ddim" + count + "': no whole distance between steps takes " + count
        + " of " + steps + "; write '" + count + "' for steps that are spread evenly");
  }

  private static Collection<Integer> range(int start, int end, int stride) {
    return IntStream.iterate(start, step -> step < end, step -> step + stride).boxed().toList();
  }

  /** Steps from the first to the last of each part, rounded to even halves. */
  private static Collection<Integer> sections(int steps, int... counts) {
    Collection<Integer> kept = new TreeSet<>();
    int start = 0;
    for (int i = 0; i < counts.length; i++) {
      int size = steps / counts.length + (i < steps % counts.length ? 1 : 0);
      if (size < counts[i]) {
        throw new IllegalArgumentException("Respacing: a part of " + size + " steps cannot give " + counts[i]
            + " of them; ask for fewer steps or parts of the " + steps);
      }
      double stride = counts[i] <= 1 ? 1 : (size - 1.0) / (counts[i] - 1);
      double at = 0;
      for (int k = 0; k < counts[i]; k++) {
        kept.add(start + (int) Math.rint(at));
        at += stride;
      }
      start += size;
    }
    return kept;
  }
}
