package dev.fovea.nn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operands that do not fit are exceptions, never crashes. */
class LossErrorTest {
  private static final List<Loss> OF_CLASSES = List.of(new CrossEntropyLoss(), new NLLLoss(), new MultiMarginLoss(),
      new CrossEntropyLoss().withLabelSmoothing(0.1));

  @Test
  void aClassOutOfRangeIsAnException() {
    Scope.run(() -> {
      for (Loss loss : OF_CLASSES) {
        for (long bad : new long[] {5, -1, 1L << 40, Long.MIN_VALUE}) {
          refused(() -> loss.apply(Tensors.zeros(3, 5), Tensors.of(new long[] {0, bad, 1})), "float32[3, 5]");
        }
      }
      refused(() -> new CrossEntropyLoss().apply(Tensors.zeros(1, 5, 2, 2), Tensors.full(5, DType.INT64, 1, 2, 2)),
          "float32[1, 5, 2, 2]");
    });
  }

  @Test
  void aWrongShapeOrTypeOfClassesSaysWhatIsExpected() {
    Scope.run(() -> {
      for (Loss loss : OF_CLASSES) {
        refused(() -> loss.apply(Tensors.zeros(3, 5), Tensors.zeros(DType.INT64, 4)), "shape [3]");
        refused(() -> loss.apply(Tensors.zeros(3, 5), Tensors.zeros(DType.INT32, 3)), "to(DType.INT64)");
        refused(() -> loss.apply(Tensors.zeros(DType.INT64, 3, 5), Tensors.zeros(DType.INT64, 3)), "floating-point");
      }
      refused(() -> new CrossEntropyLoss().withWeight(Tensors.ones(4)).apply(Tensors.zeros(3, 5),
          Tensors.zeros(DType.INT64, 3)), "5 class weights");
    });
  }

  @Test
  void nothingIsBroadcastSilently() {
    Scope.run(() -> {
      for (Loss loss : List.of(new L1Loss(), new MSELoss(), new SmoothL1Loss(), new HuberLoss(), new MSLELoss(),
          new BCELoss(), new BCEWithLogitsLoss(), new KLDivLoss(), new MultiLabelSoftMarginLoss(),
          new SigmoidFocalLoss(), new DiceLoss())) {
        refused(() -> loss.apply(Tensors.zeros(4, 1), Tensors.zeros(4)), "one shape");
        refused(() -> loss.apply(Tensors.zeros(4), Tensors.zeros(DType.INT64, 4)), "floating-point target");
      }
    });
  }

  /** libtorch's mean of no samples is whatever the memory held. */
  @Test
  void theHingeOfNoSamplesIsRefused() {
    Scope.run(() -> refused(() -> new MultiMarginLoss().apply(Tensors.zeros(0, 5), Tensors.zeros(DType.INT64, 0)),
        "at least one sample"));
  }

  @Test
  void probabilitiesOutsideTheirRangeAreRefused() {
    Scope.run(() -> refused(() -> new BCELoss().apply(Tensors.full(1.5, DType.FLOAT32, 2), Tensors.zeros(2)),
        "between 0 and 1"));
  }

  @Test
  void weightsOutliveTheScopeThatMadeThem() {
    CrossEntropyLoss loss = Scope.run(() -> new CrossEntropyLoss().withWeight(Tensors.ones(5)));
    Scope.run(() -> {
      Tensor value = loss.apply(Tensors.zeros(3, 5), Tensors.zeros(DType.INT64, 3));
      assertThat(value.item()).isCloseTo(Math.log(5), within(1e-6));
    });
  }

  private static void refused(Runnable call, String words) {
    assertThatThrownBy(call::run).isInstanceOf(TensorException.class).hasMessageContaining(words);
  }
}
