package dev.fovea.models.transformers;

import dev.fovea.models.parity.ParityCards;
import dev.fovea.models.parity.ParityOps;
import java.util.List;

/** {@code swin_backbone} and its larger kin: a map of each stage asked for. */
public final class SwinCards implements ParityCards {
  @Override
  public void register() {
    for (String name : List.of("swin_backbone", "swin_backbone_small", "swin_backbone_base")) {
      ParityOps.network(name, SwinBackbone.class,
          (backbone, options, inputs) -> backbone.maps(inputs.values().iterator().next()));
    }
  }
}
