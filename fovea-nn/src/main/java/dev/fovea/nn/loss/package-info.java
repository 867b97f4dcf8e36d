/** Losses, with PyTorch's names, defaults and reductions. */
@NullMarked
package dev.fovea.nn.loss;

import org.jspecify.annotations.NullMarked;
