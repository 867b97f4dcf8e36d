package dev.fovea.models;

import java.util.List;

/**
 * A network whose weights are published under several sets of names with the same arithmetic.
 *
 * <p>{@link Models#load} recognises a checkpoint by its names. A value whose shape differs but not its number of
 * elements (a 1x1 convolution for a linear layer) is taken in the network's shape.
 */
public interface HasLayouts {
  /** The layouts besides that of the network's own parts, for every name by parts of its state. */
  List<StateLayout> layouts();
}
