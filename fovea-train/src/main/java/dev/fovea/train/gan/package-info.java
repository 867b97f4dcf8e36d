/** Generators that learn against a critic. */
@NullMarked
package dev.fovea.train.gan;

import org.jspecify.annotations.NullMarked;
