package dev.fovea.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.nn.checkpoint.CheckpointException;
import dev.fovea.nn.schedule.Plateau;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a checkpoint; its tensors stand beside them in the file.
 *
 * @param format version of this form
 * @param progress how far the run was
 * @param best what was best so far
 * @param optimizations by name
 * @param counters by name
 * @param averageUpdates updates taken into each moving average, by the network's name
 * @param log totals and counts of numbers that were logged but not yet written
 * @param csvLength bytes of {@code metrics.csv} that belong to the run so far
 * @param eventsLength bytes of the event file that belong to the run so far
 */
record SavedState(int format, Progress progress, Best best, Map<String, Counts> optimizations,
    Map<String, Double> counters, Map<String, Long> averageUpdates, Map<String, double[]> log, long csvLength,
    long eventsLength) {
  static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of an optimisation: batches taken in since the last update, updates, the optimiser's numbers, its plateau. */
  record Counts(int pending, long updates, Map<String, Double> numbers, Plateau.@Nullable State plateau) {}

  /** The best evaluation so far, and how many were not better since. */
  record Best(double value, Map<String, Double> metrics, int epoch, int bad) {
    static final Best NONE = new Best(Double.NaN, Map.of(), 0, 0);

    boolean isKnown() {
      return !Double.isNaN(value);
    }
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The state of the run cannot be written as JSON", e);
    }
  }

  static SavedState fromJson(@Nullable String json, String source) {
    try {
      if (json == null) {
        throw new CheckpointException(source + " holds weights, but not the state of a run; resume from a run folder's "
            + "checkpoints/state.safetensors");
      }
      SavedState state = JSON.readValue(json, SavedState.class);
      if (state.format != FORMAT) {
        throw new CheckpointException(source + " is of format " + state.format + ", expected " + FORMAT
            + "; resume it with the version of Fovea that started the run");
      }
      return state;
    } catch (JsonProcessingException e) {
      throw new CheckpointException(source + " does not hold the state of a run: " + e.getOriginalMessage(), e);
    }
  }
}
