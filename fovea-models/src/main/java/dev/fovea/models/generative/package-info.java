/** Networks that make pictures, and those that judge them. */
@NullMarked
package dev.fovea.models.generative;

import org.jspecify.annotations.NullMarked;
