package dev.fovea.nn;

import dev.fovea.tensor.Recurrent;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Sequences of different lengths without their padding, step by step, longest first.
 *
 * @param packed the values of all steps and the number of sequences in each
 * @param sorted the places (int64) of the sequences in the batch, longest first
 * @param unsorted the places of the batch's sequences among the sorted ones
 * @param lengths the lengths in the batch's order
 */
public record PackedSequence(Recurrent.Packed packed, Tensor sorted, Tensor unsorted, long[] lengths) {
  /**
   * Packs padded sequences (length, batch, ...), or (batch, length, ...) where {@code batchFirst}.
   *
   * @param lengths one for each sequence, in any order, from 1 to the padded length
   */
  public static PackedSequence pack(Tensor padded, long[] lengths, boolean batchFirst) {
    int batchDim = batchFirst ? 0 : 1;
    long longest = padded.dim() < 2 ? 0 : padded.size(1 - batchDim);
    if (padded.dim() < 2 || padded.size(batchDim) != lengths.length
        || Arrays.stream(lengths).anyMatch(length -> length < 1 || length > longest)) {
      throw new TensorException("PackedSequence: expected a length from 1 to " + longest + " for each of the sequences "
          + padded.describe() + ", got " + Arrays.toString(lengths));
    }
    int[] order = IntStream.range(0, lengths.length).boxed()
        .sorted(Comparator.comparingLong((Integer i) -> -lengths[i])).mapToInt(Integer::intValue).toArray();
    long[] sorted = new long[order.length];
    long[] unsorted = new long[order.length];
    long[] descending = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      sorted[i] = order[i];
      unsorted[order[i]] = i;
      descending[i] = lengths[order[i]];
    }
    return Scope.run(() -> {
      Tensor places = Tensors.of(sorted).to(padded.device());
      Recurrent.Packed packed =
          Recurrent.pack(padded.indexSelect(batchDim, places), Tensors.of(descending), batchFirst);
      return new PackedSequence(packed, places, Tensors.of(unsorted).to(padded.device()), lengths.clone());
    });
  }

  /** The sequences in the batch's order, with zeros behind their ends, as long as the longest. */
  public Tensor unpack(boolean batchFirst) {
    return Scope.run(() -> Recurrent.unpack(packed, batchFirst, -1).indexSelect(batchFirst ? 0 : 1, unsorted));
  }

  /** These places with other values. */
  PackedSequence with(Tensor data) {
    return new PackedSequence(new Recurrent.Packed(data, packed.batchSizes()), sorted, unsorted, lengths);
  }

  /** A state (layers, batch, width) in the order of the packed sequences. */
  Tensor sort(Tensor state) {
    return state.indexSelect(1, sorted);
  }

  /** A state in the batch's order. */
  Tensor unsort(Tensor state) {
    return state.indexSelect(1, unsorted);
  }
}
