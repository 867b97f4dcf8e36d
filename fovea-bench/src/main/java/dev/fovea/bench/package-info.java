/** Benchmarks against a peer. */
@NullMarked
package dev.fovea.bench;

import org.jspecify.annotations.NullMarked;
