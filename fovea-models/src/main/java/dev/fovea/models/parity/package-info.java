/** Comparison with reference implementations by cards of deterministic weights and their results. */
@NullMarked
package dev.fovea.models.parity;

import org.jspecify.annotations.NullMarked;
