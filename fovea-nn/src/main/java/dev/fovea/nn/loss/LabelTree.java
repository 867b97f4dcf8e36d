package dev.fovea.nn.loss;

import java.util.List;

/**
 * A label and the labels below it; one without any below is a class.
 *
 * <pre>{@code
 * LabelTree tree = LabelTree.of("thing", LabelTree.of("animal", LabelTree.of("cat"), LabelTree.of("dog")),
 *     LabelTree.of("car"));
 * }</pre>
 */
public record LabelTree(String label, List<LabelTree> children) {
  /** Copies the children. */
  public LabelTree {
    children = List.copyOf(children);
  }

  /** A label with the labels below it. */
  public static LabelTree of(String label, LabelTree... children) {
    return new LabelTree(label, List.of(children));
  }

  /** Whether nothing is below. */
  public boolean isLeaf() {
    return children.isEmpty();
  }
}
