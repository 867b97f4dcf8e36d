package dev.fovea.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fovea}: the list of commands. */
@Command(
    name = "fovea",
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      CompareCommand.class,
      EvaluateCommand.class,
      SizesCommand.class,
      PredictCommand.class,
      ExplainCommand.class,
      GenerateCommand.class,
      FewShotCommand.class,
      SegmentCommand.class,
      WriteCommand.class,
      ModelsCommand.class,
      DatasetsCommand.class,
      RecipesCommand.class,
      ParityCommand.class,
      BenchCommand.class,
      InfoCommand.class,
      HelpCommand.class
    },
    header = "Deep learning for computer vision in Java.%n",
    synopsisHeading = "Usage: ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea train                                   LeNet-5 on handwritten digits",
      "  fovea train resnet18 --data cifar10 --epochs 20",
      "  fovea predict --run runs/NAME photo.jpg",
      "  fovea COMMAND --help",
      "",
      "Exit codes:",
      "    0  done",
      "    1  failed: a mismatch, a loss that is not finite, an error of Fovea",
      "    2  wrong usage: unknown command, option, model or data set",
      "    3  wrong input: a file, a data set or a checkpoint",
      "  130  interrupted"
    })
final class FoveaCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();

  @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version.", order = 902)
  boolean version;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
