/** Data sets, samplers and loaders. */
@NullMarked
package dev.fovea.data;

import org.jspecify.annotations.NullMarked;
