/** Recipes: what to train, as a short strict YAML file. */
@NullMarked
package dev.fovea.train.recipe;

import org.jspecify.annotations.NullMarked;
