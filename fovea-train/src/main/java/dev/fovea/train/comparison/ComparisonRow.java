package dev.fovea.train.comparison;

import dev.fovea.train.classification.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * A row of a comparison's table.
 *
 * @param label its name
 * @param model the network's name in the registry
 * @param result what came of its training; null if that failed
 * @param error why it failed; null if it did not
 */
public record ComparisonRow(String label, String model, @Nullable TrialResult result, @Nullable String error) {}
