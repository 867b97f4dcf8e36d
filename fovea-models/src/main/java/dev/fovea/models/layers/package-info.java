/** Parts that several papers share. */
@NullMarked
package dev.fovea.models.layers;

import org.jspecify.annotations.NullMarked;
