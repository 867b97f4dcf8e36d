package dev.fovea.train.recipe;

/** A recipe that cannot be read; the message names the key, what was expected and what came. */
public final class RecipeException extends IllegalArgumentException {
  /** An error with its message. */
  public RecipeException(String message) {
    super(message);
  }

  /** An error with its message and cause. */
  public RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}
