package dev.fovea.models.classification;

import dev.fovea.models.HasAuxiliaryScores;
import dev.fovea.models.parity.CardOptions;
import dev.fovea.models.parity.Fill;
import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import dev.fovea.tensor.Autograd;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the cards of this chapter are called that are more than a network with one output. */
public final class ClassificationCards implements ParityCards {
  @Override
  public void register() {
    ParityOps.network("googlenet", GoogLeNet.class, (net, options, inputs) -> heads(net, inputs));
    ParityOps.network("inception_v3", InceptionV3.class, (net, options, inputs) -> heads(net, inputs));
    ParityOps.operation("fractal_join", ClassificationCards::join);
  }

  /** In training mode what all heads say, in the order of torchvision's tuples. */
  private static Object heads(HasAuxiliaryScores heads, Map<String, Tensor> inputs) {
    Tensor image = inputs.values().iterator().next();
    HasAuxiliaryScores.Scores scores = heads.scores(image);
    if (scores.auxiliary().isEmpty()) {
      return scores.logits();
    }
    List<Tensor> outputs = new ArrayList<>(List.of(scores.logits()));
    outputs.addAll(scores.auxiliary());
    return outputs;
  }

  private static Map<String, Tensor> join(CardOptions options, Map<String, Tensor> inputs) {
    List<Tensor> columns = inputs.values().stream().map(column -> column.detach().requiresGrad_(true)).toList();
    List<Tensor> rows = new ArrayList<>();
    for (Object row : options.items("masks")) {
      rows.add(Tensors.of(((List<?>) row).stream().mapToLong(alive -> ((Number) alive).longValue()).toArray(),
          ((List<?>) row).size()));
    }
    Tensor train = DropPath.masked(columns, Tensors.stack(rows, 0));
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("train", train.detach());
    outputs.put("eval", FractalBlock.mean(columns).detach());
    List<Tensor> gradients = Autograd.grad(train.mul(Fill.tensor("cotangent:out", train.shape())).sum(), columns);
    for (int i = 0; i < columns.size(); i++) {
      outputs.put("grad_" + i, gradients.get(i));
    }
    return outputs;
  }
}
