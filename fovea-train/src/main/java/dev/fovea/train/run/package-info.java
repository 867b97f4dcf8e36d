/** The folder that a training run leaves: configuration, metrics, event files, report. */
@NullMarked
package dev.fovea.train.run;

import org.jspecify.annotations.NullMarked;
