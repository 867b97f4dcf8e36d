package dev.fovea.bench;

import dev.fovea.models.ModelConfig;
import dev.fovea.models.Models;
import dev.fovea.nn.Embedding;
import dev.fovea.nn.LSTM;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Linear;
import dev.fovea.nn.Module;
import dev.fovea.nn.ReLU;
import dev.fovea.nn.RecurrentOptions;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.optim.Adam;
import dev.fovea.nn.optim.AdamW;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.optim.SGD;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.GradMode;
import dev.fovea.tensor.LossKernels;
import dev.fovea.tensor.MemoryFormat;
import dev.fovea.tensor.Sampling;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Tensors;
import dev.fovea.train.Precision;
import java.util.List;
import java.util.function.Supplier;

/** The works of {@code fovea bench}; {@code src/main/python/peer.py} does the same in PyTorch. */
final class Works {
  private static final int ADDS = 10_000;

  static final List<Work> ALL = List.of(
      new Work("op-add", "one addition of two 4x4 tensors", ADDS, 1, precision -> opAdd()),
      new Work("mlp-batch1", "forward and backward of three linear layers of 256, batch 1", 1, 1, Works::mlp),
      new Work("lenet5-fashion-mnist", "a training step of LeNet-5 on 64 pictures from memory", 1, 64, Works::lenet5),
      new Work("resnet18-train", "a training step of ResNet-18 on 8 pictures of 224x224", 1, 8,
          precision -> train("resnet18", precision, model -> new SGD(model.parameters(), 0.01,
              SGD.Settings.DEFAULT.withMomentum(0.9)))),
      new Work("vit-tiny-train", "a training step of ViT-tiny on 8 pictures of 224x224", 1, 8,
          precision -> train("vit_t_16", precision, model -> new AdamW(model.parameters(), 1e-4))),
      new Work("resnet18-infer-1", "inference of ResNet-18 on one picture of 224x224", 1, 1,
          precision -> infer("resnet18", 1, precision)),
      new Work("resnet18-infer-8", "inference of ResNet-18 on 8 pictures of 224x224", 1, 8,
          precision -> infer("resnet18", 8, precision)),
      new Work("vit-tiny-infer-8", "inference of ViT-tiny on 8 pictures of 224x224", 1, 8,
          precision -> infer("vit_t_16", 8, precision)),
      new Work("lstm-char", "a training step of a 2-layer LSTM of 512 on 50 sequences of 50 symbols", 1, 2500,
          Works::lstm));

  private Works() {}

  private static Runnable opAdd() {
    Tensor first = Tensors.randn(4, 4);
    Tensor second = Tensors.randn(4, 4);
    return () -> {
      try (Scope scope = Scope.open()) {
        for (int i = 0; i < ADDS; i++) {
          first.add(second).close();
        }
      }
    };
  }

  private static Runnable mlp(Precision precision) {
    Layer model = new Sequential(new Linear(256, 256), new ReLU(), new Linear(256, 256), new ReLU(),
        new Linear(256, 256));
    Tensor x = Tensors.randn(1, 256);
    return () -> {
      model.zeroGrad();
      try (Scope scope = Scope.open()) {
        Work.forward(precision, () -> model.apply(x)).square().mean().backward();
      }
    };
  }

  private static Runnable lenet5(Precision precision) {
    Layer model = Models.classifier("lenet5", ModelConfig.DEFAULTS);
    Optimizer optimizer = new SGD(model.parameters(), 0.01, SGD.Settings.DEFAULT.withMomentum(0.9));
    Tensor pixels = Tensors.empty(DType.UINT8, 60_000, 28, 28).copy_(Tensors.rand(28, 28).mul(256.0));
    Tensor labels = Tensors.randint(0, 10, null, 60_000);
    return () -> {
      try (Scope scope = Scope.open()) {
        Tensor index = Tensors.randint(0, 60_000, null, 64);
        Tensor x = pixels.indexSelect(0, index).unsqueeze(1).to(DType.FLOAT32).div(255.0).sub(0.286).div(0.353);
        Tensor padded = Sampling.pad(x, 2, 2, 2, 2);
        step(optimizer, () -> LossKernels.nll(Work.forward(precision, () -> model.apply(padded)).to(DType.FLOAT32),
            labels.indexSelect(0, index), null, LossKernels.Reduction.MEAN, -100));
      }
    };
  }

  /** Makes an optimiser for a model. */
  @FunctionalInterface
  private interface OptimizerFactory {
    Optimizer of(Module model);
  }

  private static Runnable train(String name, Precision precision, OptimizerFactory factory) {
    Layer model = Models.classifier(name, ModelConfig.DEFAULTS);
    model.to(MemoryFormat.CHANNELS_LAST);
    Optimizer optimizer = factory.of(model);
    Tensor x = Tensors.randn(8, 3, 224, 224).to(MemoryFormat.CHANNELS_LAST);
    Tensor y = Tensors.randint(0, 1000, null, 8);
    return () -> {
      try (Scope scope = Scope.open()) {
        step(optimizer, () -> Work.forward(precision, () -> LossKernels.crossEntropy(model.apply(x), y, null,
            LossKernels.Reduction.MEAN, -100, 0)));
      }
    };
  }

  private static Runnable infer(String name, int batch, Precision precision) {
    Layer model = Models.classifier(name, ModelConfig.DEFAULTS);
    model.eval();
    model.to(MemoryFormat.CHANNELS_LAST);
    Tensor x = Tensors.randn(batch, 3, 224, 224).to(MemoryFormat.CHANNELS_LAST);
    return () -> {
      try (Scope scope = Scope.open(); GradMode off = GradMode.inference()) {
        Work.forward(precision, () -> model.apply(x));
      }
    };
  }

  /** The network of {@code lstm-char}: 65 symbols in, scores of 65 symbols out. */
  private static final class CharLstm extends Layer {
    private final Embedding embedding = child("embedding", new Embedding(65, 512));
    private final LSTM rnn = child("rnn", new LSTM(512, 512, RecurrentOptions.DEFAULT.layers(2).batchFirst(true)));
    private final Linear head = child("head", new Linear(512, 65));

    @Override
    protected Tensor forward(Tensor x) {
      return head.apply(rnn.apply(embedding.apply(x)).output());
    }
  }

  private static Runnable lstm(Precision precision) {
    CharLstm model = new CharLstm();
    Optimizer optimizer = new Adam(model.parameters(), 2e-3);
    Tensor x = Tensors.randint(0, 65, null, 50, 50);
    Tensor y = Tensors.randint(0, 65, null, 2500);
    return () -> {
      try (Scope scope = Scope.open()) {
        step(optimizer, () -> Work.forward(precision, () -> LossKernels.crossEntropy(model.apply(x).flatten(0, 1), y,
            null, LossKernels.Reduction.MEAN, -100, 0)));
      }
    };
  }

  private static void step(Optimizer optimizer, Supplier<Tensor> loss) {
    optimizer.zeroGrad();
    loss.get().backward();
    optimizer.step();
  }
}
