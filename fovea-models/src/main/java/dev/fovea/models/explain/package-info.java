/** Looking inside networks: what they saw, and where. */
@NullMarked
package dev.fovea.models.explain;

import org.jspecify.annotations.NullMarked;
