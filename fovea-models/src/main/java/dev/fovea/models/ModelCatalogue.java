package dev.fovea.models;

import java.util.List;

/**
 * The registry entries of a chapter. {@link Models} finds catalogues by {@link java.util.ServiceLoader}: a library of
 * one's own names its catalogue in {@code META-INF/services/dev.fovea.models.ModelCatalogue}.
 */
public interface ModelCatalogue {
  /** One entry a network. */
  List<ModelEntry<?>> entries();
}
