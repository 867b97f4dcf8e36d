/** The training engine, callbacks, metrics, run folders and recipes. */
@NullMarked
package dev.fovea.train;

import org.jspecify.annotations.NullMarked;
