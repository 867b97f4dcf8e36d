package dev.fovea.train.classification;

import dev.fovea.data.MixUp;
import dev.fovea.data.Order;
import dev.fovea.image.AugmentOp;
import dev.fovea.image.Image;
import dev.fovea.image.Interpolation;
import dev.fovea.image.RandAugment;
import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.nn.loss.DistillationLoss;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * {@code randaugment_ops}, {@code randaugment_levels}, {@code mixup}, {@code ra_sampler} and {@code
 * deit_distillation_loss}.
 */
public final class AugmentationCards implements ParityCards {
  private static final int DEIT_ROUNDING = 256;
  private static final double LOGIT_SCALE = 4;

  @Override
  public void register() {
    ParityOps.operation("randaugment_ops", AugmentationCards::operations);
    ParityOps.operation("randaugment_levels", AugmentationCards::levels);
    ParityOps.operation("mixup", AugmentationCards::mixup);
    ParityOps.operation("ra_sampler", AugmentationCards::sampler);
    ParityOps.operation("deit_distillation_loss", AugmentationCards::distillation);
  }

  /** Each operation alone on a picture (height, width, 3) of 0 to 255. */
  private static Map<String, Tensor> operations(CardOptions options, Map<String, Tensor> inputs) {
    Tensor input = input(inputs, "image");
    int[] shape = {(int) input.size(0), (int) input.size(1), (int) input.size(2)};
    Image image = new Image(shape[1], shape[0], shape[2], bytes(input));
    List<Integer> fill = new ArrayList<>();
    for (long value : options.has("fill") ? options.wholes("fill") : new long[] {128, 128, 128}) {
      fill.add((int) value);
    }
    AugmentOp.Border border = new AugmentOp.Border(
        Interpolation.valueOf(options.text("interpolation", "bicubic").toUpperCase(Locale.ROOT)), fill);
    RandAugment augment = augment(options);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (Object name : options.items("ops")) {
      AugmentOp operation = AugmentOp.named(String.valueOf(name));
      double argument = augment.argument(operation, options.number("magnitude", 9), options.flag("negate", false));
      byte[] changed = operation.apply(image, argument, border).data();
      outputs.put(operation.title(), Tensors.of(changed, shape[0], shape[1], shape[2]));
    }
    return outputs;
  }

  private static byte[] bytes(Tensor values) {
    long[] whole = values.to(DType.INT64).toLongs();
    byte[] bytes = new byte[whole.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) whole[i];
    }
    return bytes;
  }

  /** A row a magnitude, a column an operation. */
  private static Map<String, Tensor> levels(CardOptions options, Map<String, Tensor> inputs) {
    double[] magnitudes = options.numbers("magnitudes");
    List<AugmentOp> operations = options.items("ops").stream().map(String::valueOf).map(AugmentOp::named).toList();
    RandAugment augment = augment(options);
    double[] kept = new double[magnitudes.length * operations.size()];
    double[] negated = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      AugmentOp operation = operations.get(i % operations.size());
      kept[i] = augment.argument(operation, magnitudes[i / operations.size()], false);
      negated[i] = augment.argument(operation, magnitudes[i / operations.size()], true);
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("kept", Tensors.of(kept, magnitudes.length, operations.size()));
    outputs.put("negated", Tensors.of(negated, magnitudes.length, operations.size()));
    return outputs;
  }

  /** timm's {@code hparams}: the largest magnitude and the largest shift. */
  private static RandAugment augment(CardOptions options) {
    Map<?, ?> settings = options.values().get("hparams") instanceof Map<?, ?> map ? map : Map.of();
    double most = settings.get("magnitude_max") instanceof Number number && number.doubleValue() != 0
        ? number.doubleValue() : AugmentOp.HIGHEST;
    double translate = settings.get("translate_pct") instanceof Number number ? number.doubleValue()
        : RandAugment.TRANSLATE;
    return new RandAugment(2, 9, 0, most, 1, options.flag("increasing", false), translate,
        new AugmentOp.Border(Interpolation.BICUBIC, List.of(128)));
  }

  private static Object mixup(CardOptions options, Map<String, Tensor> inputs) {
    MixUp.Mode mode = MixUp.Mode.valueOf(options.text("mode", "batch").toUpperCase(Locale.ROOT));
    double[] shares = options.numbers("lam");
    List<?> cuts = options.items("use_cutmix");
    List<?> centers = options.has("centers") ? options.items("centers") : List.of();
    List<MixUp.Draw> draws = new ArrayList<>();
    int used = 0;
    for (int i = 0; i < shares.length; i++) {
      // timm keeps the shares of single pictures in 32 bits
      double share = mode == MixUp.Mode.BATCH ? shares[i] : (float) shares[i];
      boolean cut = Boolean.TRUE.equals(cuts.get(cuts.size() == 1 ? 0 : i)) && share != 1;
      List<?> center = cut ? (List<?>) centers.get(used++) : List.of(0, 0);
      draws.add(new MixUp.Draw(share, cut, ((Number) center.get(0)).intValue(), ((Number) center.get(1)).intValue()));
    }
    MixUp mixing = new MixUp(1, 1, 1, 0.5, mode, options.flag("correct_lam", true),
        options.number("label_smoothing", 0), (int) options.whole("num_classes"));
    return mixing.apply(input(inputs, "images"), input(inputs, "labels"), draws);
  }

  /** What a process of DeiT's repeated augmentation takes, unshuffled. */
  private static Map<String, Tensor> sampler(CardOptions options, Map<String, Tensor> inputs) {
    int size = (int) options.whole("dataset_size");
    int processes = (int) options.whole("num_replicas", 1);
    Order own = Order.sequential(size).repeated((int) options.whole("num_repeats", 3))
        .share((int) options.whole("rank", 0), processes);
    Order taken = own.first(size / DEIT_ROUNDING * DEIT_ROUNDING / processes);
    return Map.of("indices", Tensors.of(taken.indices().apply(0), taken.size()));
  }

  private static Map<String, Tensor> distillation(CardOptions options, Map<String, Tensor> inputs) {
    Tensor scores = logits(inputs, "outputs");
    Tensor distilled = inputs.containsKey("outputs_kd") ? logits(inputs, "outputs_kd") : null;
    String criterion = options.text("base_criterion", "cross_entropy");
    double smoothing = criterion.equals("label_smoothing") ? options.number("smoothing", 0.1) : 0;
    Tensor base = new CrossEntropyLoss().withLabelSmoothing(smoothing).apply(scores, input(inputs, "labels"));
    String type = options.text("distillation_type", "none").toUpperCase(Locale.ROOT);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    Tensor loss = base;
    if (!type.equals("NONE")) {
      DistillationLoss distillation = new DistillationLoss(DistillationLoss.Kind.valueOf(type),
          options.number("alpha", 0.5), options.number("tau", 1));
      Tensor student = distilled != null ? distilled : scores;
      Tensor teacher = input(inputs, "teacher_outputs").mul(LOGIT_SCALE);
      outputs.put("distillation_loss", distillation.term(student, teacher).detach());
      loss = distillation.apply(base, student, teacher);
    }
    loss.backward();
    outputs.put("loss", loss.detach());
    outputs.put("base_loss", base.detach());
    outputs.put("grad_outputs", Objects.requireNonNull(scores.grad()));
    if (distilled != null && distilled.grad() != null) {
      outputs.put("grad_outputs_kd", distilled.grad());
    }
    return outputs;
  }

  /** A leaf of the graph. */
  private static Tensor logits(Map<String, Tensor> inputs, String name) {
    return input(inputs, name).detach().mul(LOGIT_SCALE).detach().requiresGrad_(true);
  }

  private static Tensor input(Map<String, Tensor> inputs, String name) {
    return Objects.requireNonNull(inputs.get(name), name);
  }
}
