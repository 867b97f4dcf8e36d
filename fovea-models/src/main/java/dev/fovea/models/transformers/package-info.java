/** Networks of attention over patches. */
@NullMarked
package dev.fovea.models.transformers;

import org.jspecify.annotations.NullMarked;
