/** What all ways of learning to make pictures share: measuring them, showing them, and asking for them. */
@NullMarked
package dev.fovea.train.generative;

import org.jspecify.annotations.NullMarked;
