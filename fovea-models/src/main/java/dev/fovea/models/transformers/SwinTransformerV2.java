package dev.fovea.models.transformers;

import dev.fovea.nn.Init;
import dev.fovea.nn.LayerNorm;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Swin v2: cosine attention inside shifted windows, biases that move to windows of another size, normalisation at the
 * end of each branch.
 *
 * <p>Liu et al., Swin Transformer V2: Scaling Up Capacity and Resolution, 2021, figure 1 and section 3.
 * {@code swin_v2_t}, {@code swin_v2_s} and {@code swin_v2_b} present their state in torchvision's layout, and either
 * layout's checkpoints load into either. Pictures of any size: (n, channels, height, width) to scores (n, classes).
 *
 * <pre>{@code
 * Tensor scores = new SwinTransformerV2(SwinTransformerV2.TINY).apply(images);   // (n, 3, 256, 256) to (n, 1000)
 * }</pre>
 */
public final class SwinTransformerV2 extends SwinClassifier {
  /** {@code swinv2_tiny_patch4_window8_256}: SwinV2-T of the paper's section 4.1. */
  public static final Config TINY = of(SwinConfig.TINY, 256, 8);
  /** {@code swinv2_small_patch4_window8_256}. */
  public static final Config SMALL = of(SwinConfig.SMALL, 256, 8);
  /** {@code swinv2_base_patch4_window8_256}. */
  public static final Config BASE = of(SwinConfig.BASE, 256, 8);
  /** {@code swinv2_large_patch4_window12_192}, which is fine-tuned with larger windows. */
  public static final Config LARGE = of(SwinConfig.LARGE, 192, 12);

  /**
   * The shape of a Swin v2 classifier; the arguments of {@link SwinConfig} mean the same there.
   *
   * @param pretrainedWindowSizes for each stage the side of the windows that its biases were learned with; 0 for the
   *     network's own
   */
  public record Config(List<Integer> imgSize, int patchSize, int inChans, int numClasses, int embedDim,
      List<Integer> depths, List<Integer> numHeads, int windowSize, double mlpRatio, boolean qkvBias, double dropRate,
      double attnDropRate, double dropPathRate, boolean ape, boolean patchNorm, List<Integer> pretrainedWindowSizes) {
    /** Checks that the parts fit. */
    public Config {
      pretrainedWindowSizes = List.copyOf(pretrainedWindowSizes);
      new SwinConfig(imgSize, patchSize, inChans, numClasses, embedDim, depths, numHeads, windowSize, mlpRatio, qkvBias,
          null, dropRate, attnDropRate, dropPathRate, ape, patchNorm);
      if (pretrainedWindowSizes.size() < depths.size() || pretrainedWindowSizes.stream().anyMatch(side -> side < 0)) {
        throw new IllegalArgumentException("pretrained_window_sizes: expected one of 0 or more for each of "
            + depths.size() + " stages, got " + pretrainedWindowSizes);
      }
    }

    /** The same network for other pictures and windows. */
    public Config with(int side, int window) {
      return new Config(List.of(side), patchSize, inChans, numClasses, embedDim, depths, numHeads, window, mlpRatio,
          qkvBias, dropRate, attnDropRate, dropPathRate, ape, patchNorm, pretrainedWindowSizes);
    }

    /** What it has in common with Swin. */
    SwinConfig swin() {
      return new SwinConfig(imgSize, patchSize, inChans, numClasses, embedDim, depths, numHeads, windowSize, mlpRatio,
          qkvBias, null, dropRate, attnDropRate, dropPathRate, ape, patchNorm);
    }
  }

  /** Microsoft's; its branches start as zero. */
  public SwinTransformerV2(Config config) {
    super(config.swin(), Publisher.MICROSOFT, NormOrder.AFTER, (stage, shape) -> {
      int pretrained = config.pretrainedWindowSizes.get(stage);
      return new CosineWindowAttention(shape,
          config.qkvBias ? CosineWindowAttention.Biases.APART : CosineWindowAttention.Biases.NONE,
          pretrained > 0 ? pretrained : shape.side());
    });
    namedModules().forEach((name, part) -> {
      if (part instanceof LayerNorm norm && name.matches("layers\\.\\d+\\.blocks\\.\\d+\\.norm[12]")) {
        Init.zeros_(Objects.requireNonNull(norm.weight()));
      }
    });
  }

  /** torchvision's. */
  public SwinTransformerV2(SwinConfig.Torchvision config) {
    super(config.config(), Publisher.TORCHVISION, NormOrder.AFTER, (stage, shape) ->
        new CosineWindowAttention(shape, CosineWindowAttention.Biases.TOGETHER, shape.side()));
  }

  private static Config of(SwinConfig paper, int side, int window) {
    return new Config(List.of(side), 4, 3, 1000, paper.embedDim(), paper.depths(), paper.numHeads(), window, 4, true, 0,
        0, 0.1, false, true, List.of(0, 0, 0, 0));
  }

  /** As Swin's; biases of queries and values are also joined or taken apart as the layouts differ. */
  @Override
  public Map<String, Tensor> adaptState(Map<String, Tensor> state) {
    Map<String, Tensor> adapted = new LinkedHashMap<>(state);
    stateNames().forEach((name, ownName) -> {
      if (name.endsWith(".q_bias")) {
        takeApart(name.substring(0, name.length() - "q_bias".length()), adapted);
      } else if (name.endsWith(".qkv.bias")) {
        join(name.substring(0, name.length() - "qkv.bias".length()), ownName, adapted);
      }
    });
    return super.adaptState(adapted);
  }

  private void takeApart(String attention, Map<String, Tensor> state) {
    Tensor joint = state.remove(layouts().get(0).apply(attention + "qkv.bias"));
    if (joint != null) {
      long width = joint.size(0) / 3;
      state.put(attention + "q_bias", joint.narrow(0, 0, width));
      state.put(attention + "v_bias", joint.narrow(0, 2 * width, width));
    }
  }

  private static void join(String attention, String ownName, Map<String, Tensor> state) {
    Tensor query = state.remove(attention + "q_bias");
    Tensor value = state.remove(attention + "v_bias");
    if (query != null && value != null) {
      state.put(ownName, Tensors.cat(List.of(query, Tensors.zerosLike(query), value), 0));
    }
  }
}
