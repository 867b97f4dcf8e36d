/** Networks that name the class of every pixel. */
@NullMarked
package dev.fovea.models.segmentation;

import org.jspecify.annotations.NullMarked;
