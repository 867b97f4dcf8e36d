package dev.fovea.train.fewshot;

import dev.fovea.data.Episodes;
import dev.fovea.data.ImageTensors;
import dev.fovea.data.MemoryImages;
import dev.fovea.data.MemoryLoader;
import dev.fovea.data.Normalization;
import dev.fovea.data.Omniglot;
import dev.fovea.data.OneShotRun;
import dev.fovea.data.Pca;
import dev.fovea.image.Image;
import dev.fovea.nn.loss.PrototypicalLoss;
import dev.fovea.tensor.Device;
import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What is measured of an embedding, from the embeddings of the test pictures and of the one-shot runs. */
final class FewShotEvaluation {
  private static final long SEED = 1;
  private static final int ALPHABET = 20;
  /** As many as have colours of their own beside the prototypes, which are black then. */
  private static final int SHOWN_CLASSES = 6;

  private final FewShotRecipe recipe;
  private final MemoryImages upright;
  private final MemoryImages tested;
  private final List<OneShotRun> runs;

  FewShotEvaluation(FewShotRecipe recipe, MemoryImages upright, MemoryImages tested, List<OneShotRun> runs) {
    this.recipe = recipe;
    this.upright = upright;
    this.tested = tested;
    this.runs = List.copyOf(runs);
  }

  /** The pictures of each run, the support first, to be embedded. */
  Iterable<Tensor> runPictures() {
    return () -> runs.stream().map(run -> {
      List<Image> pictures = new ArrayList<>(images(run.support()));
      pictures.addAll(images(run.queries()));
      return ImageTensors.stack(pictures, Normalization.unit(run.support().channels()));
    }).iterator();
  }

  /** All figures; {@code drawings} are the embeddings of {@link #runPictures}. */
  FewShotResult measure(Tensor embeddings, List<Tensor> drawings) {
    List<Accuracy> accuracies = new ArrayList<>();
    EpisodeTest all = new EpisodeTest(embeddings, tested.labels());
    for (int ways : new int[] {5, 20}) {
      for (int shots : new int[] {1, 5}) {
        all.run(ways, shots, recipe.test().queries(), recipe.test().episodes(), SEED).ifPresent(accuracies::add);
      }
    }
    Tensor plain = embeddings.narrow(0, 0, upright.size());
    List<FewShotResult.Run> found = new ArrayList<>();
    FewShotResult.Sheet sheet = null;
    int most = -1;
    for (int i = 0; i < runs.size(); i++) {
      OneShotRun run = runs.get(i);
      int[] answers = answers(drawings.get(i), run);
      int[] right = run.queries().labels();
      int wrong = (int) IntStream.range(0, right.length).filter(q -> answers[q] != right[q]).count();
      found.add(new FewShotResult.Run(run.name(), right.length, wrong));
      if (wrong > most) {
        most = wrong;
        sheet = new FewShotResult.Sheet("One-shot " + run.name() + ", the one with the most errors",
            images(run.support()), images(run.queries()), right, answers);
      }
    }
    return new FewShotResult(accuracies, within(plain), found, sheet == null ? sheet(plain) : sheet, map(plain));
  }

  private static int[] answers(Tensor drawings, OneShotRun run) {
    return Scope.run(() -> answers(drawings.narrow(0, run.support().size(), run.queries().size()),
        drawings.narrow(0, 0, run.support().size())));
  }

  private static int[] answers(Tensor queries, Tensor prototypes) {
    long[] best = PrototypicalLoss.scores(queries, prototypes).argmax(1).toLongs();
    return IntStream.range(0, best.length).map(i -> (int) best[i]).toArray();
  }

  /** Episodes of one alphabet each, as many of every alphabet. */
  private Optional<Accuracy> within(Tensor plain) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    upright.classes().forEach(name -> sizes.merge(Omniglot.alphabet(name), 1, Integer::sum));
    List<String> alphabets = sizes.keySet().stream().filter(name -> !name.isEmpty() && sizes.get(name) >= ALPHABET)
        .toList();
    List<Accuracy> each = new ArrayList<>();
    for (String alphabet : alphabets) {
      int[] items = IntStream.range(0, upright.size())
          .filter(i -> Omniglot.alphabet(upright.classes().get(upright.label(i))).equals(alphabet)).toArray();
      int[] labels = IntStream.of(items).map(upright::label).toArray();
      int episodes = Math.max(2, recipe.test().episodes() / alphabets.size());
      Scope.run(() -> new EpisodeTest(plain.indexSelect(0, MemoryLoader.index(items).to(plain.device())), labels)
          .run(ALPHABET, 1, recipe.test().queries(), episodes, SEED)).ifPresent(each::add);
    }
    return each.isEmpty() ? Optional.empty() : Optional.of(new Accuracy(ALPHABET, 1,
        each.stream().mapToInt(Accuracy::episodes).sum(),
        each.stream().mapToDouble(Accuracy::mean).average().orElseThrow(),
        Math.sqrt(each.stream().mapToDouble(one -> one.interval() * one.interval()).sum()) / each.size()));
  }

  /** A random episode of one shot and one query. */
  private FewShotResult.Sheet sheet(Tensor plain) {
    int ways = Math.min(ALPHABET, upright.classes().size());
    int[] items = new Episodes(upright.labels(), ways, 1, 1, 1, SEED).epoch(0).next();
    int[] answers = Scope.run(() -> {
      Tensor chosen = plain.indexSelect(0, MemoryLoader.index(items).to(plain.device()));
      return answers(chosen.narrow(0, ways, ways), chosen.narrow(0, 0, ways));
    });
    List<Image> pictures = IntStream.of(items).mapToObj(i -> upright.get(i).image()).toList();
    return new FewShotResult.Sheet("An episode of " + ways + " classes, one picture each", pictures.subList(0, ways),
        pictures.subList(ways, 2 * ways), IntStream.range(0, ways).toArray(), answers);
  }

  /** Some classes, evenly over all, in a plane. */
  private List<FewShotResult.Place> map(Tensor plain) {
    int classes = upright.classes().size();
    int shown = Math.min(SHOWN_CLASSES, classes);
    int[] chosen = IntStream.range(0, shown).map(i -> i * classes / shown).toArray();
    int[] items = IntStream.of(chosen).flatMap(label -> IntStream.range(0, upright.size())
        .filter(i -> upright.label(i) == label)).toArray();
    if (items.length < 3) {
      return List.of();
    }
    float[] places = Scope.run(() -> {
      Tensor some = plain.indexSelect(0, MemoryLoader.index(items).to(plain.device())).to(Device.CPU);
      try (Pca pca = Pca.fit(some, 2)) {
        return pca.project(some).toFloats();
      }
    });
    List<FewShotResult.Place> map = new ArrayList<>();
    for (int label : chosen) {
      int[] own = IntStream.range(0, items.length).filter(i -> upright.label(items[i]) == label).toArray();
      map.add(new FewShotResult.Place(upright.classes().get(label),
          IntStream.of(own).mapToDouble(i -> places[2 * i]).toArray(),
          IntStream.of(own).mapToDouble(i -> places[2 * i + 1]).toArray()));
    }
    return map;
  }

  private static List<Image> images(MemoryImages set) {
    return IntStream.range(0, set.size()).mapToObj(i -> set.get(i).image()).toList();
  }
}
