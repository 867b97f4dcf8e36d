package dev.fovea.cli;

/** What the process returns; documented by {@code fovea --help}. */
final class ExitCode {
  /** All went well. */
  static final int OK = 0;
  /** The work failed: a mismatch, a loss that is not finite, an error of Fovea. */
  static final int FAILURE = 1;
  /** The command line is wrong: an unknown command, option, model or data set. */
  static final int USAGE = 2;
  /** A file, a data set or a checkpoint cannot be used. */
  static final int INPUT = 3;
  /** The user stopped the work (128 + SIGINT). */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
