package dev.fovea.models.layers;

import dev.fovea.tensor.Tensor;

/**
 * Maps with their channels last: what transformers of several stages normalise and attend over. {@code (n, c, h, w)} of
 * convolutions is {@code (n, h, w, c)} here; both are views of the same values.
 */
public final class Fields {
  private Fields() {}

  /** (n, c, h, w) as (n, h, w, c). */
  public static Tensor ofMaps(Tensor maps) {
    return maps.permute(0, 2, 3, 1);
  }

  /** (n, h, w, c) as (n, c, h, w). */
  public static Tensor toMaps(Tensor field) {
    return field.permute(0, 3, 1, 2);
  }

  /** (n, h, w, c) as tokens (n, h w, c), row by row. */
  public static Tensor toTokens(Tensor field) {
    return field.flatten(1, 2);
  }

  /** Tokens (n, h w, c) as (n, h, w, c). */
  public static Tensor ofTokens(Tensor tokens, long height, long width) {
    return tokens.unflatten(1, height, width);
  }
}
