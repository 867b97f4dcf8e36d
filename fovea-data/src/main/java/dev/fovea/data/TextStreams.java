package dev.fovea.data;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensors;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;

/**
 * A text cut into parallel streams that are read window by window, so that a recurrent network's state can be carried
 * from batch to batch: row i of a batch goes on where row i of the batch before ended.
 *
 * <p>That is how truncated back-propagation through time reads (Williams and Peng, 1990). At the start of an epoch the
 * streams begin anew, and so must the state.
 */
public final class TextStreams implements Loader<TextBatch> {
  private static final long IGNORED = -100;

  private final CharacterText text;
  private final int streams;
  private final int window;
  private final int streamLength;
  private final int shifts;
  private final long seed;

  private TextStreams(CharacterText text, int streams, int window, int streamLength, int shifts, long seed) {
    this.text = text;
    this.streams = streams;
    this.window = window;
    this.streamLength = streamLength;
    this.shifts = shifts;
    this.seed = seed;
  }

  /**
   * Full windows to learn from. Each epoch starts 0 to {@code window - 1} characters into the text, drawn from seed and
   * epoch, so that the text is not always cut in the same places; what is left at the end is not read.
   *
   * @param streams read side by side, 1 or more
   * @param window characters of each stream in a batch, 1 or more: how far gradients go back
   * @throws DataException if the text is too short for one batch
   */
  public static TextStreams training(CharacterText text, int streams, int window, long seed) {
    check(streams, window);
    long windows = (text.length() - (long) window) / streams / window;
    if (windows < 1) {
      throw new DataException(text + " is too short to learn from in " + streams + " streams of windows of " + window
          + " characters, which need " + window * (streams + 1L) + "; take a longer text, or fewer or shorter windows");
    }
    return new TextStreams(text, streams, window, Math.toIntExact(windows * window), window, seed);
  }

  /**
   * Every character but the first as a target exactly once; the last windows may be shorter, and the last streams end
   * in targets that count for nothing.
   *
   * @param streams at most so many side by side
   * @param window characters of each stream in a batch, 1 or more
   * @throws DataException if the text has fewer than two characters
   */
  public static TextStreams evaluation(CharacterText text, int streams, int window) {
    check(streams, window);
    int targets = text.length() - 1;
    if (targets < 1) {
      throw new DataException(text + " is too short to measure on: expected 2 characters or more; take a longer text, "
          + "or another split");
    }
    int used = Math.min(streams, targets);
    return new TextStreams(text, used, window, (targets + used - 1) / used, 1, 0);
  }

  private static void check(int streams, int window) {
    if (streams < 1 || window < 1) {
      throw new IllegalArgumentException("streams, window: expected 1 or more, got " + streams + ", " + window);
    }
  }

  @Override
  public int batches() {
    return (streamLength + window - 1) / window;
  }

  @Override
  public Epoch<TextBatch> epoch(int epoch, int from) {
    int start = SplitMix64.of(seed, epoch).below(shifts);
    return new DirectEpoch<>(new Iterator<Callable<TextBatch>>() {
      private int next = from;

      @Override
      public boolean hasNext() {
        return next < batches();
      }

      @Override
      public Callable<TextBatch> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int number = next++;
        return () -> Scope.<TextBatch>run(() -> batch(start, number));
      }
    }, from);
  }

  private TextBatch batch(int start, int number) {
    int offset = number * window;
    int length = Math.min(window, streamLength - offset);
    long[] input = new long[streams * length];
    long[] target = new long[streams * length];
    int characters = 0;
    for (int stream = 0, i = 0; stream < streams; stream++) {
      long first = start + (long) stream * streamLength + offset;
      for (long at = first; at < first + length; at++, i++) {
        boolean there = at + 1 < text.length();
        input[i] = there ? text.at((int) at) : 0;
        target[i] = there ? text.at((int) at + 1) : IGNORED;
        characters += there ? 1 : 0;
      }
    }
    return new TextBatch(Tensors.of(input, streams, length), Tensors.of(target, streams, length), characters);
  }

  @Override
  public void close() {}
}
