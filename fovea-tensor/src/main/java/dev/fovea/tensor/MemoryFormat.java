package dev.fovea.tensor;

import org.bytedeco.pytorch.global.torch;

/** The order of a tensor's elements in memory. */
public enum MemoryFormat {
  /** Row-major (NCHW). */
  CONTIGUOUS(torch.MemoryFormat.Contiguous),
  /** Channels last (NHWC in memory, NCHW in indices). */
  CHANNELS_LAST(torch.MemoryFormat.ChannelsLast),
  /** Channels last for volumes. */
  CHANNELS_LAST_3D(torch.MemoryFormat.ChannelsLast3d),
  /** As the input has it. */
  PRESERVE(torch.MemoryFormat.Preserve);

  final torch.MemoryFormat raw;

  MemoryFormat(torch.MemoryFormat raw) {
    this.raw = raw;
  }
}
