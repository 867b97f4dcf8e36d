/** Optimisers with parameter groups and state that can be saved, and gradient clipping. */
@NullMarked
package dev.fovea.nn.optim;

import org.jspecify.annotations.NullMarked;
