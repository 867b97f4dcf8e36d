/** Training, evaluating and using image classifiers. */
@NullMarked
package dev.fovea.train.classification;

import org.jspecify.annotations.NullMarked;
