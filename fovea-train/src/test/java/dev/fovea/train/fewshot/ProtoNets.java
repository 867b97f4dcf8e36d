package dev.fovea.train.fewshot;

import dev.fovea.data.PictureForm;
import dev.fovea.models.selfsupervised.ProtoNet;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Generator;
import java.nio.file.Path;
import java.util.Map;

/** Untrained networks for tests. */
final class ProtoNets {
  private ProtoNets() {}

  /** Weights alone, as other programs write them. */
  static void write(Path file, int hidDim, int zDim, int blocks) {
    try (ProtoNet network = new ProtoNet(new ProtoNet.Config(1, hidDim, zDim, blocks))) {
      Safetensors.write(file, network.stateDict(), Map.of());
    }
  }

  /** A classifier on random features. */
  static FewShotClassifier classifier(int views) {
    Generator.seedAll(4);
    FewShotInfo info = new FewShotInfo("protonet", Map.of("hid_dim", 8, "z_dim", 8, "blocks", 2),
        new PictureForm(PictureForm.Kind.CENTRED, 16), views, new Distortion(10, 0.1, 0.1, 0.02, 0.02, 0.5));
    return new FewShotClassifier(info.create(), info, Device.CPU);
  }
}
