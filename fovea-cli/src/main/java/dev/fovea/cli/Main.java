package dev.fovea.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** The entry of the {@code fovea} command. */
public final class Main {
  private Main() {}

  /** Runs one command line and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      System.out.println(Version.line());
      return;
    }
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /**
   * Runs one command line.
   *
   * @return the exit code: 0 done, 1 failed, 2 wrong usage, 3 wrong input, 130 interrupted
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = commandLine(out, err);
    try {
      return line.execute(args);
    } catch (Error e) {
      return Errors.report(e, line, List.of(args).contains("--debug"));
    }
  }

  /** The commands, options and help of {@code fovea}. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    Errors errors = new Errors();
    CommandLine line = new CommandLine(new FoveaCommand());
    line.setOut(out).setErr(err);
    line.setParameterExceptionHandler(errors).setExecutionExceptionHandler(errors);
    line.setCaseInsensitiveEnumValuesAllowed(true).setAbbreviatedOptionsAllowed(false);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(
        Console.colours(Console.outIsTerminal(), System.getenv()) ? CommandLine.Help.Ansi.ON
            : CommandLine.Help.Ansi.OFF));
    line.getSubcommands().values().forEach(command -> command.getCommandSpec().usageMessage().sortOptions(false));
    line.setUsageHelpWidth(Math.min(100, Console.columns())).setUsageHelpAutoWidth(false);
    return line;
  }
}
