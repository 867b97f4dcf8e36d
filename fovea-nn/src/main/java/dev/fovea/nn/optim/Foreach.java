package dev.fovea.nn.optim;

import dev.fovea.tensor.Op;
import dev.fovea.tensor.Tensor;
import java.util.List;

/** Operations on whole lists of tensors, right for every dtype, device and order in memory. */
final class Foreach {
  private static final Op ADD_LIST = Op.of("aten::_foreach_add.List");
  private static final Op ADD_LIST_ = Op.of("aten::_foreach_add_.List");
  private static final Op ADD_SCALAR_ = Op.of("aten::_foreach_add_.Scalar");
  private static final Op MUL_LIST_ = Op.of("aten::_foreach_mul_.List");
  private static final Op DIV_SCALAR_ = Op.of("aten::_foreach_div_.Scalar");
  private static final Op ADDCMUL = Op.of("aten::_foreach_addcmul.Scalar");
  private static final Op ADDCMUL_ = Op.of("aten::_foreach_addcmul_.Scalar");
  private static final Op ADDCDIV_ = Op.of("aten::_foreach_addcdiv_.Scalar");
  private static final Op SQRT = Op.of("aten::_foreach_sqrt");
  private static final Op SQRT_ = Op.of("aten::_foreach_sqrt_");
  private static final Op MAXIMUM_ = Op.of("aten::_foreach_maximum_.List");
  private static final Op CLAMP_MIN_ = Op.of("aten::_foreach_clamp_min_.Scalar");
  private static final Op CLAMP_MAX_ = Op.of("aten::_foreach_clamp_max_.Scalar");

  private Foreach() {}

  static List<Tensor> add(List<Tensor> first, List<Tensor> second, double alpha) {
    return ADD_LIST.callList(first, second, alpha);
  }

  static void add_(List<Tensor> first, List<Tensor> second, double alpha) {
    ADD_LIST_.run(first, second, alpha);
  }

  static void add_(List<Tensor> tensors, double number) {
    ADD_SCALAR_.run(tensors, number);
  }

  static void mul_(List<Tensor> first, List<Tensor> second) {
    MUL_LIST_.run(first, second);
  }

  static void div_(List<Tensor> tensors, double number) {
    DIV_SCALAR_.run(tensors, number);
  }

  static List<Tensor> addcmul(List<Tensor> tensors, List<Tensor> first, List<Tensor> second, double value) {
    return ADDCMUL.callList(tensors, first, second, value);
  }

  static void addcmul_(List<Tensor> tensors, List<Tensor> first, List<Tensor> second, double value) {
    ADDCMUL_.run(tensors, first, second, value);
  }

  static void addcdiv_(List<Tensor> tensors, List<Tensor> first, List<Tensor> second, double value) {
    ADDCDIV_.run(tensors, first, second, value);
  }

  static List<Tensor> sqrt(List<Tensor> tensors) {
    return SQRT.callList(tensors);
  }

  static void sqrt_(List<Tensor> tensors) {
    SQRT_.run(tensors);
  }

  static void maximum_(List<Tensor> first, List<Tensor> second) {
    MAXIMUM_.run(first, second);
  }

  static void clamp_(List<Tensor> tensors, double min, double max) {
    CLAMP_MIN_.run(tensors, min);
    CLAMP_MAX_.run(tensors, max);
  }
}
