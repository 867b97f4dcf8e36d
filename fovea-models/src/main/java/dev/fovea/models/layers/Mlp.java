package dev.fovea.models.layers;

import dev.fovea.nn.Dropout;
import dev.fovea.nn.GELU;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Tensor;

/** Two linear layers with GELU between them, over the last dimension. State: {@code fc1}, {@code fc2}. */
public final class Mlp extends Layer {
  private final Linear fc1;
  private final Layer act;
  private final Dropout drop;
  private final Linear fc2;

  /** From {@code width} to {@code hidden} and back, with dropout after each layer in training. */
  public Mlp(long width, long hidden, double dropout) {
    this(width, hidden, dropout, new GELU());
  }

  /** The same with another activation. */
  public Mlp(long width, long hidden, double dropout, Layer activation) {
    this.fc1 = child("fc1", new Linear(width, hidden));
    this.act = child("act", activation);
    this.drop = new Dropout(dropout);
    this.fc2 = child("fc2", new Linear(hidden, width));
    child("drop", drop);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Chain.of(x, fc1, act, drop, fc2, drop);
  }
}
