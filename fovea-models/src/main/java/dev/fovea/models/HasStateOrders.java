package dev.fovea.models;

import java.util.List;

/**
 * A network whose publishers list the same state in different orders, which matters to what goes by place, such as an
 * optimiser's state.
 */
public interface HasStateOrders {
  /** All names of the state, in each order besides the network's own. */
  List<List<String>> stateOrders();
}
