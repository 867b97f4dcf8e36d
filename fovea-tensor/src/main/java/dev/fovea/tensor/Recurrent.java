package dev.fovea.tensor;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The recurrent kernels of libtorch: all steps, layers and directions in one call. */
public final class Recurrent {
  private static final Op LSTM = Op.of("aten::lstm.input");
  private static final Op LSTM_PACKED = Op.of("aten::lstm.data");
  private static final Op PACK = Op.of("aten::_pack_padded_sequence");
  private static final Op PAD_PACKED = Op.of("aten::_pad_packed_sequence");

  private Recurrent() {}

  /** What all cells share: layers, directions, dropout between layers, and the order of dimensions. */
  public record Shape(int layers, boolean bias, double dropout, boolean training, boolean bidirectional,
      boolean batchFirst) {}

  /** Outputs of all steps, and the last states (layers * directions, batch, width); {@code c} for an LSTM. */
  public record Result(Tensor output, Tensor h, @Nullable Tensor c) {}

  /** A batch of sequences without their padding: the data step by step, and how many sequences each step has. */
  public record Packed(Tensor data, Tensor batchSizes) {}

  /** The LSTM. Hochreiter and Schmidhuber, 1997. Gates in the order input, forget, cell, output. */
  public static Result lstm(Tensor input, Tensor h, Tensor c, List<Tensor> weights, Shape shape) {
    RecurrentArguments.check("lstm", input, h, c, weights, shape);
    @Nullable Tensor[] out = LSTM.callMany(input, List.of(h, c), weights, shape.bias, shape.layers, shape.dropout,
        shape.training, shape.bidirectional, shape.batchFirst);
    return new Result(Objects.requireNonNull(out[0]), Objects.requireNonNull(out[1]), out[2]);
  }

  /** {@link #lstm} over packed sequences; the output's data is packed too. */
  public static Result lstm(Packed input, Tensor h, Tensor c, List<Tensor> weights, Shape shape) {
    RecurrentArguments.check("lstm", input, h, c, weights, shape);
    @Nullable Tensor[] out = LSTM_PACKED.callMany(input.data, input.batchSizes, List.of(h, c), weights, shape.bias,
        shape.layers, shape.dropout, shape.training, shape.bidirectional);
    return new Result(Objects.requireNonNull(out[0]), Objects.requireNonNull(out[1]), out[2]);
  }

  /** The cell of a name: {@code gru} (Cho et al., 2014), {@code rnn_tanh} or {@code rnn_relu} (Elman, 1990). */
  public static Result single(String cell, Tensor input, Tensor h, List<Tensor> weights, Shape shape) {
    RecurrentArguments.check(cell, input, h, null, weights, shape);
    @Nullable Tensor[] out = Op.of("aten::" + cell + ".input").callMany(input, h, weights, shape.bias, shape.layers,
        shape.dropout, shape.training, shape.bidirectional, shape.batchFirst);
    return new Result(Objects.requireNonNull(out[0]), Objects.requireNonNull(out[1]), null);
  }

  /** {@link #single(String, Tensor, Tensor, List, Shape)} over packed sequences. */
  public static Result single(String cell, Packed input, Tensor h, List<Tensor> weights, Shape shape) {
    RecurrentArguments.check(cell, input, h, null, weights, shape);
    @Nullable Tensor[] out = Op.of("aten::" + cell + ".data").callMany(input.data, input.batchSizes, h, weights,
        shape.bias, shape.layers, shape.dropout, shape.training, shape.bidirectional);
    return new Result(Objects.requireNonNull(out[0]), Objects.requireNonNull(out[1]), null);
  }

  /** Packs sequences padded to one length; {@code lengths} (int64) must descend. */
  public static Packed pack(Tensor input, Tensor lengths, boolean batchFirst) {
    @Nullable Tensor[] out = PACK.callMany(input, lengths, batchFirst);
    return new Packed(Objects.requireNonNull(out[0]), Objects.requireNonNull(out[1]));
  }

  /** Pads packed sequences with zeros to {@code totalLength} steps. */
  public static Tensor unpack(Packed packed, boolean batchFirst, long totalLength) {
    return Objects.requireNonNull(PAD_PACKED.callMany(packed.data, packed.batchSizes, batchFirst, 0.0, totalLength)[0]);
  }
}
