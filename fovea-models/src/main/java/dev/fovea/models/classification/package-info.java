/** Networks that name what a picture shows. */
@NullMarked
package dev.fovea.models.classification;

import org.jspecify.annotations.NullMarked;
