/** Networks that read and write text. */
@NullMarked
package dev.fovea.models.language;

import org.jspecify.annotations.NullMarked;
