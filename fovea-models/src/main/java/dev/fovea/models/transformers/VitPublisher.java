package dev.fovea.models.transformers;

import dev.fovea.models.StateLayout;
import dev.fovea.models.layers.TransformerInit;
import dev.fovea.models.transformers.PositionEmbeddings.Resampling;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Init;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.tensor.Tensor;
import java.util.List;

/** Whose Vision Transformer it is: the names of its state, how it starts, how its positions are resized. */
enum VitPublisher {
  TIMM,
  DEIT,
  TORCHVISION;

  /** timm's names. */
  static final StateLayout TIMM_NAMES = StateLayout.of("timm").rename("pos\\.embed", "pos_embed");

  /** torchvision's names. */
  static final StateLayout TORCHVISION_NAMES = torchvision("torchvision", "mlp.0", "mlp.3");

  /** The names of torchvision before 0.12. */
  static final StateLayout OLD_TORCHVISION_NAMES = torchvision("torchvision before 0.12", "mlp.linear_1",
      "mlp.linear_2");

  private static StateLayout torchvision(String name, String first, String second) {
    String block = "encoder.layers.encoder_layer_$1.";
    return StateLayout.of(name)
        .rename("cls_token", "class_token")
        .rename("patch_embed\\.proj\\.(.*)", "conv_proj.$1")
        .rename("pos\\.embed", "encoder.pos_embedding")
        .rename("blocks\\.(\\d+)\\.norm(\\d)\\.(.*)", block + "ln_$2.$3")
        .rename("blocks\\.(\\d+)\\.attn\\.qkv\\.(.*)", block + "self_attention.in_proj_$2")
        .rename("blocks\\.(\\d+)\\.attn\\.proj\\.(.*)", block + "self_attention.out_proj.$2")
        .rename("blocks\\.(\\d+)\\.mlp\\.fc1\\.(.*)", block + first + ".$2")
        .rename("blocks\\.(\\d+)\\.mlp\\.fc2\\.(.*)", block + second + ".$2")
        .rename("norm\\.(.*)", "encoder.ln.$1")
        .rename("pre_logits\\.fc\\.(.*)", "heads.pre_logits.$1")
        .rename("head\\.(.*)", "heads.head.$1");
  }

  /** The names that a state dict has. */
  StateLayout layout() {
    return this == TORCHVISION ? TORCHVISION_NAMES : TIMM_NAMES;
  }

  /** How position embeddings are resized. */
  Resampling resampling() {
    return switch (this) {
      case TIMM -> Resampling.ANTIALIASED;
      case DEIT -> Resampling.PLAIN;
      case TORCHVISION -> Resampling.ALIGNED_CORNERS;
    };
  }

  /** Fresh weights for a network, its tokens in front, its positions and its head. */
  void initialize(Module network, List<Tensor> prefix, Tensor positions, Layer head) {
    if (this == TORCHVISION) {
      network.namedModules().forEach(VitPublisher::startAsTorchvision);
      Init.normal_(positions, 0, 0.02);
      if (head instanceof Linear last) {
        Init.zeros_(last.weight());
      }
      return;
    }
    TransformerInit.linear(network);
    Init.truncNormal_(positions, 0.02);
    prefix.forEach(token -> {
      if (this == DEIT) {
        Init.truncNormal_(token, 0.02);
      } else {
        Init.normal_(token, 0, 1e-6);
      }
    });
  }

  private static void startAsTorchvision(String name, Module part) {
    if (part instanceof Conv2d patches) {
      Init.truncNormal_(patches.weight(), Math.sqrt(1.0 / Init.Fan.of(patches.weight()).in()));
      Init.zeros_(bias(patches));
    } else if (part instanceof Linear linear && name.contains(".mlp.")) {
      Init.xavierUniform_(linear.weight());
      Init.normal_(bias(linear), 0, 1e-6);
    } else if (part instanceof Linear linear) {
      if (name.endsWith("qkv")) {
        Init.xavierUniform_(linear.weight());
      } else if (name.startsWith("pre_logits")) {
        Init.truncNormal_(linear.weight(), Math.sqrt(1.0 / linear.in()));
      }
      Init.zeros_(bias(linear));
    }
  }

  private static Tensor bias(Module part) {
    return part.stateDict().get("bias");
  }
}
