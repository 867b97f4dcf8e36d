/** Networks, one paper a file, and their registry. */
@NullMarked
package dev.fovea.models;

import org.jspecify.annotations.NullMarked;
