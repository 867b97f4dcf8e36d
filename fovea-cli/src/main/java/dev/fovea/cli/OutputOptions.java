package dev.fovea.cli;

import picocli.CommandLine.Option;

/** What a command with a result takes. */
final class OutputOptions {
  @Option(names = "--json", description = "Write the result as JSON on standard output, and nothing else there.",
      order = 800)
  boolean json;

  @Option(names = {"-q", "--quiet"}, description = "No progress and no remarks, only the result.", order = 801)
  boolean quiet;
}
