package dev.fovea.train.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.MemoryImages;
import dev.fovea.image.Image;
import dev.fovea.models.InputShape;
import dev.fovea.models.Preprocessing;
import dev.fovea.nn.Layer;
import dev.fovea.nn.checkpoint.Safetensors;
import dev.fovea.tensor.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to compute an answer, from files, from many threads. */
class PredictorTest {
  private static final ClassifierInfo INFO = new ClassifierInfo("resnet18", Map.of("num_classes", 4),
      List.of("a", "b", "c", "d"), new InputForm(3, Preprocessing.centred(new InputShape(3, 64, 64))));

  @TempDir static Path temp;
  private static Path file;

  @BeforeAll
  static void write() {
    file = temp.resolve("weights.safetensors");
    try (Layer network = FastInferenceTest.lively(INFO.create())) {
      Safetensors.write(file, network.stateDict(), INFO.toMetadata());
    }
  }

  private static List<Image> pictures(int count) {
    Random random = new Random(5);
    return IntStream.range(0, count).mapToObj(i -> {
      byte[] pixels = new byte[3 * 64 * 64];
      random.nextBytes(pixels);
      return new Image(64, 64, 3, pixels);
    }).toList();
  }

  @Test
  void theFastAnswerIsThePlainOneWithinTheBound() {
    List<Image> pictures = pictures(6);
    try (Predictor plain = Predictor.open(file, Device.CPU, Inference.AS_LOADED);
        Predictor exact = Predictor.of("resnet18", file, Device.CPU, Inference.FLOAT32);
        Predictor fast = Predictor.open(file)) {
      assertThat(plain.inference()).isEqualTo(Inference.AS_LOADED);
      assertThat(exact.inference()).isEqualTo(Inference.FLOAT32);
      assertThat(fast.inference()).isIn(Inference.FLOAT32, Inference.BFLOAT16);
      for (Image picture : pictures) {
        Prediction expected = plain.predict(picture);
        assertThat(exact.predict(picture).probabilities()).containsExactly(expected.probabilities(), within(1e-5f));
        assertThat(fast.predict(picture).probabilities()).containsExactly(expected.probabilities(), within(2e-2f));
        assertThat(fast.predict(picture).best().name()).isEqualTo(expected.best().name());
      }
    }
  }

  @Test
  void evaluationStaysExactInBfloat16() {
    MemoryImages data = MemoryImages.of("noise", INFO.classes(), pictures(8), new int[] {0, 1, 2, 3, 0, 1, 2, 3});
    try (Predictor plain = Predictor.open(file, Device.CPU, Inference.AS_LOADED);
        Predictor shorter = Predictor.open(file, Device.CPU, Inference.BFLOAT16)) {
      assertThat(shorter.evaluate(data, done -> { }).metrics().values().get("loss"))
          .isCloseTo(plain.evaluate(data, done -> { }).metrics().values().get("loss"), within(1e-5));
    }
  }

  @Test
  void manyThreadsGetTheAnswersOfOne() throws Exception {
    List<Image> pictures = pictures(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Predictor predictor = Predictor.open(file, Device.CPU, Inference.BFLOAT16)) {
      List<float[]> alone = pictures.stream().map(picture -> predictor.predict(picture).probabilities()).toList();
      List<Future<float[]>> answers = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        Image picture = pictures.get(i % 4);
        answers.add(threads.submit(() -> predictor.predict(picture).probabilities()));
      }
      for (int i = 0; i < 24; i++) {
        assertThat(answers.get(i).get()).containsExactly(alone.get(i % 4), within(1e-6f));
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
