package dev.fovea.train.language;

import dev.fovea.data.CharacterText;
import dev.fovea.data.Datasets;
import dev.fovea.data.TextBatch;
import dev.fovea.data.TextStreams;
import dev.fovea.models.language.CharRnn;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.tensor.Generator;
import dev.fovea.train.recipe.OptimizerSpec;
import dev.fovea.train.recipe.Task;
import dev.fovea.train.recipe.Training;
import java.util.List;

/** Learning to predict the next character of a text. */
public final class LanguageTask implements Task<LanguageRecipe> {
  private static final int EVALUATION_WINDOW = 200;
  /** Each stream starts without a past, which must not weigh on the figure. */
  private static final int LEAST_EVALUATION_STREAM = 1000;

  @Override
  public String name() {
    return "language";
  }

  @Override
  public Class<LanguageRecipe> recipeType() {
    return LanguageRecipe.class;
  }

  @Override
  public List<String> recipes() {
    return List.of("char-rnn-shakespeare");
  }

  @Override
  public Training<?> start(LanguageRecipe recipe, Datasets.Options places) {
    LanguageRecipe.Data data = recipe.data();
    CharacterText text = CharacterText.open(data.name(), places);
    List<CharacterText> parts = text.split(data.trainPart());
    TextStreams train = TextStreams.training(parts.get(0), data.batchSize(), data.window(), recipe.seed());
    TextStreams validation = TextStreams.evaluation(parts.get(1),
        Math.max(1, Math.min(data.testBatchSize(), parts.get(1).length() / LEAST_EVALUATION_STREAM)),
        EVALUATION_WINDOW);
    Generator.seedAll(recipe.seed());
    TextGeneratorInfo info = new TextGeneratorInfo(recipe.model().config(text.vocabulary().size()),
        text.vocabulary().characters());
    CharRnn network = new CharRnn(info.config());
    double updatesPerEpoch = (double) train.batches() / recipe.training().accumulate();
    Optimizer optimizer = recipe.optimizer().create(List.of(new OptimizerSpec.Part(network.parameters(), 1)));
    CharacterModeling scheme = new CharacterModeling(network, optimizer,
        recipe.schedule().create(updatesPerEpoch, (long) (updatesPerEpoch * recipe.training().epochs())), info,
        parts.get(1));
    recipe.schedule().lowerOnPlateau(scheme.optimization(), recipe.training().goal());
    return new Training<TextBatch>(recipe, scheme, train, validation, new Training.Shown("characters",
        data.batchSize() * data.window(), "validation", List.of("write --run RUN --length 500")));
  }
}
