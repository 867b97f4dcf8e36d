/** Networks that learn representations: to compare pictures, or from pictures without labels. */
@NullMarked
package dev.fovea.models.selfsupervised;

import org.jspecify.annotations.NullMarked;
