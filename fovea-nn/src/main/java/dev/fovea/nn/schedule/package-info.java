/** Learning-rate schedules, as functions of the step, and the search for a learning rate. */
@NullMarked
package dev.fovea.nn.schedule;

import org.jspecify.annotations.NullMarked;
