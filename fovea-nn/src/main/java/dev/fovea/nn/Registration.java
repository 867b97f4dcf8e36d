package dev.fovea.nn;

import java.util.Map;

/** The names under which a module registers its parts. */
final class Registration {
  private Registration() {}

  /** Fails for a name with dots, or one that is taken. */
  @SafeVarargs
  static void free(Module owner, String name, Map<String, ?>... taken) {
    if (name.isEmpty() || name.indexOf('.') >= 0) {
      throw new IllegalArgumentException(owner.getClass().getSimpleName() + ": expected a name without dots, got '"
          + name + "'");
    }
    for (Map<String, ?> names : taken) {
      if (names.containsKey(name)) {
        throw new IllegalArgumentException(owner.getClass().getSimpleName() + " already has a part named '" + name
            + "'");
      }
    }
  }

  /** The part of a name; fails where there is none. */
  static Module part(Module owner, String name, Map<String, Module> parts) {
    Module part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException(owner.getClass().getSimpleName() + " has no part '" + name
          + "'; its parts are " + parts.keySet());
    }
    return part;
  }
}
