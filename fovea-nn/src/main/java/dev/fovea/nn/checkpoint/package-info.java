/** Checkpoint files: safetensors, PyTorch's own format read without running code, and loading by name. */
@NullMarked
package dev.fovea.nn.checkpoint;

import org.jspecify.annotations.NullMarked;
