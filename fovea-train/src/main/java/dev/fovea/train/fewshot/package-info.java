/** Few-shot learning: telling classes apart of which a handful of pictures is all there is. */
@NullMarked
package dev.fovea.train.fewshot;

import org.jspecify.annotations.NullMarked;
