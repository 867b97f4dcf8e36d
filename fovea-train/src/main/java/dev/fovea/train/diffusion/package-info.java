/** Diffusion models: learning to take noise out of pictures, and making pictures from noise. */
@NullMarked
package dev.fovea.train.diffusion;

import org.jspecify.annotations.NullMarked;
