/** Comparisons: several networks trained with one budget, and the table of what came of them. */
@NullMarked
package dev.fovea.train.comparison;

import org.jspecify.annotations.NullMarked;
