package dev.fovea.cli;

import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.", order = 900)
  boolean help;

  @Option(names = "--debug", description = "Show the Java stack of an error.", order = 901)
  boolean debug;
}
