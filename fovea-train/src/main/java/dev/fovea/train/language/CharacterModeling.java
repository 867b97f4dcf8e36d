package dev.fovea.train.language;

import dev.fovea.data.CharacterText;
import dev.fovea.data.TextBatch;
import dev.fovea.models.language.CharRnn;
import dev.fovea.nn.loss.CrossEntropyLoss;
import dev.fovea.nn.optim.Optimizer;
import dev.fovea.nn.schedule.Schedule;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.Carried;
import dev.fovea.train.Evaluation;
import dev.fovea.train.Metrics;
import dev.fovea.train.Optimization;
import dev.fovea.train.Step;
import dev.fovea.train.TrainingScheme;
import dev.fovea.train.run.Gallery;
import dev.fovea.train.run.Report;
import dev.fovea.train.run.RunFolder;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Learning to predict the next character by truncated back-propagation through time: each step reads on where the last
 * one ended, with the state that was carried over, and gradients go back to the start of its window.
 */
public final class CharacterModeling extends TrainingScheme<TextBatch> {
  private final CharRnn network;
  private final Optimization optimization;
  private final TextGeneratorInfo info;
  private final CharacterText validation;
  private final Carried hidden = carried("hidden");
  private final Carried cells = carried("cells");
  private @Nullable RunFolder folder;

  /** A scheme that owns the network and the optimiser. */
  public CharacterModeling(CharRnn network, Optimizer optimizer, Schedule schedule, TextGeneratorInfo info,
      CharacterText validation) {
    this.network = network("model", network);
    this.optimization = optimization("model", optimizer, schedule);
    this.info = info;
    this.validation = validation;
  }

  /** The optimisation of the network. */
  public Optimization optimization() {
    return optimization;
  }

  /** The streams begin anew, and nothing is known of what stood before. */
  @Override
  protected void epochStarted(int epoch) {
    hidden.set(null);
    cells.set(null);
  }

  @Override
  protected void trainStep(TextBatch batch, Step step) {
    Tensor text = input(batch.input());                                            // (streams, length)
    Tensor h = hidden.get();
    CharRnn.Output read = h == null ? network.apply(text) : network.apply(text, new CharRnn.State(h, cells.get()));
    Tensor scores = read.logits().flatten(0, 1).to(DType.FLOAT32);                 // (streams x length, characters)
    Tensor loss = new CrossEntropyLoss().apply(scores, input(batch.target()).flatten(0));
    step.minimize("model", loss);
    step.log("loss", loss);
    hidden.set(read.state().h());
    cells.set(read.state().c());
  }

  @Override
  protected Metrics evaluate(Evaluation<TextBatch> data) {
    try (TextTally tally = new TextTally(network)) {
      data.each(batch -> tally.add(input(batch.input()), input(batch.target()), batch.characters()));
      data.text(LanguageReport.SAMPLE, LanguageReport.sample(generator(), validation));
      return tally.metrics();
    }
  }

  /** Writes with the network as it is; not to be closed. */
  private TextGenerator generator() {
    return new TextGenerator(network, info);
  }

  @Override
  protected void prepare(@Nullable RunFolder runFolder) {
    folder = runFolder;
  }

  /** With the best weights, which are not always the last. */
  @Override
  protected void report(Report report, Gallery gallery) {
    if (folder == null || !Files.exists(folder.weights())) {
      return;
    }
    try (TextGenerator best = TextGenerator.open(folder.weights(), device())) {
      new LanguageReport(best, validation).addTo(report, gallery);
    }
  }

  @Override
  protected Map<String, String> metadata() {
    return info.toMetadata();
  }
}
