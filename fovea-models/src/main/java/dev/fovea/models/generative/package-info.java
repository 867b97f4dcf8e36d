/** Networks and processes that make pictures: adversarial networks, diffusion. */
@NullMarked
package dev.fovea.models.generative;

import org.jspecify.annotations.NullMarked;
