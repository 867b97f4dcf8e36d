package dev.fovea.nn.checkpoint;

import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The named tensors of a checkpoint, in the order of the file.
 *
 * @param tensors parameters and buffers by name; tensors that shared memory when they were saved may share it here
 * @param metadata texts that came with them: safetensors' {@code __metadata__}, or the plain values (epoch, accuracy)
 *     beside the state dict in a PyTorch file
 * @param where the file, and the key under which the tensors were found, for messages
 */
public record StateDict(LinkedHashMap<String, Tensor> tensors, Map<String, String> metadata, String where) {}
