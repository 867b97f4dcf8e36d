package dev.fovea.nn.loss;

import dev.fovea.tensor.LossKernels.Reduction;
import dev.fovea.tensor.Op;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorException;
import dev.fovea.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Softmax along the paths of a tree of labels: a class has the product of the probabilities of the branches to it.
 *
 * <p>Logits are (n, {@link #width}), one for every node below the root, the children of a node side by side; a softmax
 * runs over each node's children, so the classes' probabilities sum to 1. Targets are indices (n) of int64 into {@link
 * #classes}. Morin and Bengio, Hierarchical Probabilistic Neural Network Language Model, 2005; over visual labels,
 * Redmon and Farhadi, YOLO9000, 2017.
 */
public final class HierarchicalSoftmaxLoss implements Loss, AutoCloseable {
  private static final Op SEGMENT_MAX = Op.of("aten::scatter_reduce.two");

  private final List<String> classes;
  private final List<String> nodes = new ArrayList<>();
  private final List<Long> parents = new ArrayList<>();
  private final Reduction reduction;
  private final long inner;
  private final Tensor parentOfNode;
  private final Tensor pathOfClass;

  /** The mean over samples, with the classes in the order in which the tree is read. */
  public HierarchicalSoftmaxLoss(LabelTree tree) {
    this(tree, leaves(tree, new ArrayList<>()), Reduction.MEAN);
  }

  /**
   * A loss over the leaves of a tree.
   *
   * @param classes all leaves, in the order that targets and {@link #logProbabilities} have
   * @throws IllegalArgumentException if the classes are not the leaves, or two leaves have one label
   */
  public HierarchicalSoftmaxLoss(LabelTree tree, List<String> classes, Reduction reduction) {
    this.classes = List.copyOf(classes);
    this.reduction = reduction;
    Map<String, List<Long>> paths = new HashMap<>();
    this.inner = walk(tree, List.of(), paths, 0);
    if (tree.isLeaf() || paths.size() != classes.size() || !paths.keySet().containsAll(classes)) {
      throw new IllegalArgumentException("HierarchicalSoftmaxLoss: expected the classes to be the leaves "
          + leaves(tree, new ArrayList<>()) + ", got " + classes);
    }
    int depth = paths.values().stream().mapToInt(List::size).max().orElse(0);
    long[] padded = new long[classes.size() * depth];
    Arrays.fill(padded, nodes.size());
    for (int i = 0; i < classes.size(); i++) {
      List<Long> path = paths.get(classes.get(i));
      for (int j = 0; j < path.size(); j++) {
        padded[i * depth + j] = path.get(j);
      }
    }
    this.parentOfNode = Scope.release(Tensors.of(parents.stream().mapToLong(Long::longValue).toArray()));
    this.pathOfClass = Scope.release(Tensors.of(padded, classes.size(), depth));
  }

  /** Numbers the children of each node side by side; the number of inner nodes so far is passed along. */
  private long walk(LabelTree node, List<Long> path, Map<String, List<Long>> paths, long parent) {
    if (node.isLeaf()) {
      if (paths.put(node.label(), path) != null) {
        throw new IllegalArgumentException("HierarchicalSoftmaxLoss: two leaves are called " + node.label());
      }
      return parent;
    }
    int first = nodes.size();
    for (LabelTree child : node.children()) {
      nodes.add(child.label());
      parents.add(parent);
    }
    long next = parent + 1;
    for (int i = 0; i < node.children().size(); i++) {
      List<Long> longer = new ArrayList<>(path);
      longer.add((long) first + i);
      next = walk(node.children().get(i), longer, paths, next);
    }
    return next;
  }

  private static List<String> leaves(LabelTree tree, List<String> out) {
    if (tree.isLeaf()) {
      out.add(tree.label());
    }
    tree.children().forEach(child -> leaves(child, out));
    return out;
  }

  /** The classes, in the order of their indices. */
  public List<String> classes() {
    return classes;
  }

  /** The labels of the nodes below the root, in the order of the logits. */
  public List<String> nodes() {
    return List.copyOf(nodes);
  }

  /** How many logits a sample takes: the number of nodes below the root. */
  public int width() {
    return nodes.size();
  }

  /** The log-probabilities (n, classes) of all classes. */
  public Tensor logProbabilities(Tensor logits) {
    checkLogits(logits);
    return Scope.run(() -> {
      Tensor paths = pathOfClass.to(logits.device());
      Tensor steps = branches(logits).indexSelect(1, paths.flatten(0));
      return steps.view(logits.size(0), paths.size(0), paths.size(1)).sum(-1);
    });
  }

  /** Minus the log-probabilities of the targets, reduced. */
  @Override
  public Tensor apply(Tensor input, Tensor target) {
    checkLogits(input);
    if (target.dim() != 1 || target.size(0) != input.size(0) || target.dtype().isFloatingPoint()) {
      throw new TensorException("HierarchicalSoftmaxLoss: expected class indices (" + input.size(0)
          + ") of int64, got " + target.describe());
    }
    return Scope.run(() -> {
      Tensor paths = pathOfClass.to(input.device()).indexSelect(0, target);
      return Checks.reduce(branches(input).gather(1, paths).sum(-1).neg(), reduction);
    });
  }

  /** The log-probability of each node given its parent, and a last column of zeros that pads short paths. */
  private Tensor branches(Tensor logits) {
    long samples = logits.size(0);
    Tensor parent = parentOfNode.to(logits.device());
    Tensor start = Tensors.zeros(logits.dtype(), logits.device(), samples, inner);
    Tensor largest = SEGMENT_MAX.call(start, 1, parent.expand(samples, width()), logits.detach(), "amax", false);
    Tensor shifted = logits.sub(largest.indexSelect(1, parent));
    Tensor sums = start.scatterAdd(1, parent.expand(samples, width()), shifted.exp()).log();
    Tensor zeros = Tensors.zeros(logits.dtype(), logits.device(), samples, 1);
    return Tensors.cat(List.of(shifted.sub(sums.indexSelect(1, parent)), zeros), 1);
  }

  private void checkLogits(Tensor logits) {
    Checks.floating("HierarchicalSoftmaxLoss", "input", logits);
    if (logits.dim() != 2 || logits.size(1) != width()) {
      throw new TensorException("HierarchicalSoftmaxLoss: expected logits (n, " + width() + "), one for each of "
          + nodes + ", got " + logits.describe());
    }
  }

  /** Frees the index tables. */
  @Override
  public void close() {
    parentOfNode.close();
    pathOfClass.close();
  }
}
