package dev.fovea.models.parity;

/** Registers operations that live in another module; found by {@link java.util.ServiceLoader}. */
public interface ParityCards {
  /** Calls {@link ParityOps#operation} for each of them. */
  void register();
}
