/** Learning to write: recurrent networks that predict the next character of a text. */
@NullMarked
package dev.fovea.train.language;

import org.jspecify.annotations.NullMarked;
