/** Learning the class of every pixel, and using what was learned. */
@NullMarked
package dev.fovea.train.segmentation;

import org.jspecify.annotations.NullMarked;
