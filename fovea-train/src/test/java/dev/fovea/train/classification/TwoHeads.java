package dev.fovea.train.classification;

import dev.fovea.models.HasDistillationScores;
import dev.fovea.models.InputShape;
import dev.fovea.models.ModelEntry;
import dev.fovea.models.Models;
import dev.fovea.models.Paper;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import java.util.List;

/** The smallest network with a head for labels and one for a teacher: linear over patches, with learned positions. */
final class TwoHeads extends Layer implements HasDistillationScores {
  record Config(int imgSize, int inChans, int embedDim, int numClasses) {}

  static final String NAME = "two_heads_for_tests";

  private final Tensor posEmbed;
  private final Layer embed;
  private final Layer head;
  private final Layer headDist;

  private TwoHeads(Config config) {
    posEmbed = parameter("pos_embed", Tensors.zeros(1, config.embedDim));
    embed = child("embed", new Linear((long) config.inChans * config.imgSize * config.imgSize, config.embedDim));
    head = child("head", new Linear(config.embedDim, config.numClasses));
    headDist = child("head_dist", new Linear(config.embedDim, config.numClasses));
  }

  static void register() {
    if (Models.find(NAME).isEmpty()) {
      Models.register(new ModelEntry<>(NAME, List.of(), "tests", new Paper("None", "Nobody", 2026, "", ""),
          new Config(8, 1, 16, 10), TwoHeads::new, c -> new InputShape(c.inChans, c.imgSize, c.imgSize), 0, List.of()));
    }
  }

  @Override
  public Scores distillationScores(Tensor x) {
    Tensor features = embed.apply(x.flatten(1)).add(posEmbed).relu();
    return new Scores(head.apply(features), headDist.apply(features));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Scores both = distillationScores(x);
    return both.classScores().add(both.distillationScores()).div(2);
  }
}
