package dev.fovea.cli;

import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.RecipeHead;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea recipes}: the trainings that come with Fovea. */
@Command(
    name = "recipes",
    description = "List the trainings that come with Fovea, or show one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea recipes",
      "  fovea recipes lenet5-digits          command, time, expected figure, settings",
      "  fovea recipes lenet5-digits --full   every key that --set can change",
      "  fovea recipes lenet5-digits > mine.yaml",
      "  fovea train --recipe mine.yaml"
    })
final class RecipesCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "A recipe.")
  @Nullable String name;

  @Option(names = "--full", description = "With all keys, also those that the recipe leaves at their defaults.")
  boolean full;

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (name != null) {
      String known = Names.recipe(name);
      if (output.json) {
        console.json(facts(known));
      } else {
        console.line((full ? Recipe.named(known).toYaml() : Recipe.text(known)).stripTrailing());
      }
      return ExitCode.OK;
    }
    if (output.json) {
      console.json(Recipe.names().stream().map(RecipesCommand::facts).toList());
      return ExitCode.OK;
    }
    for (String each : Recipe.names()) {
      RecipeHead head = Recipe.head(each);
      console.line(console.paint(Console.BOLD, each) + "  " + head.what());
      console.line("    needs    " + head.needs());
      console.line("    takes    " + head.time());
      console.line("    reached  " + head.expected());
    }
    return ExitCode.OK;
  }

  private static Map<String, Object> facts(String recipe) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", recipe);
    RecipeHead head = Recipe.head(recipe);
    facts.put("network", Recipe.named(recipe).network());
    facts.put("data", Recipe.named(recipe).dataset());
    facts.put("what", head.what());
    facts.put("command", head.command());
    facts.put("needs", head.needs());
    facts.put("time", head.time());
    facts.put("expected", head.expected());
    facts.put("text", Recipe.text(recipe));
    return facts;
  }
}
