package dev.fovea.data;

import dev.fovea.tensor.Tensor;

/**
 * Windows of several texts side by side; the next batch goes on where this one ends.
 *
 * @param input numbers of the characters that are read, int64 (streams, length)
 * @param target those that follow each, to be predicted; -100 where there is none
 * @param characters how many are to be predicted
 */
public record TextBatch(Tensor input, Tensor target, int characters) {}
