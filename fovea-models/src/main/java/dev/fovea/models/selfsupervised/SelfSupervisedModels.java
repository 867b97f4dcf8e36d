package dev.fovea.models.selfsupervised;

import dev.fovea.models.InputShape;
import dev.fovea.models.ModelCatalogue;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Paper;
import java.util.List;

/** The registry entries of the networks in this package. */
public final class SelfSupervisedModels implements ModelCatalogue {
  private static final String CHAPTER = "selfsupervised";
  private static final int OMNIGLOT = 28;
  private static final Paper PROTOTYPES = new Paper("Prototypical Networks for Few-shot Learning",
      "Snell, Swersky and Zemel", 2017, "NeurIPS 2017", "https://arxiv.org/abs/1703.05175");

  @Override
  public List<ModelEntry<?>> entries() {
    return List.of(new ModelEntry<>("protonet", List.of("prototypical_network"), CHAPTER, PROTOTYPES,
        ProtoNet.PROTONET, ProtoNet::new, c -> {
          int side = Math.max(OMNIGLOT, c.smallestSide());
          return new InputShape(c.xDim(), side, side);
        }, 111936, List.of()));
  }
}
