/** Tensors, scopes, autograd and devices over libtorch. */
@NullMarked
package dev.fovea.tensor;

import org.jspecify.annotations.NullMarked;
