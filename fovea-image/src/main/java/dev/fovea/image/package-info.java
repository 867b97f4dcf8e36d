/** Image decoding, resizing, transforms, drawing and plots. */
@NullMarked
package dev.fovea.image;

import org.jspecify.annotations.NullMarked;
