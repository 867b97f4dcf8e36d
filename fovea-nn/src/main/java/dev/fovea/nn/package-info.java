/** Modules, layers, losses, initialisers, optimisers, schedules and checkpoints. */
@NullMarked
package dev.fovea.nn;

import org.jspecify.annotations.NullMarked;
