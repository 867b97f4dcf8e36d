package dev.fovea.cli;

import dev.fovea.data.DataException;
import dev.fovea.image.ImageFormatException;
import dev.fovea.nn.checkpoint.CheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one clear line, a hint and an exit code; the stack only with {@code --debug}. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  @Override
  public int handleExecutionException(Exception error, CommandLine line, @Nullable ParseResult parsed) {
    return report(error, line, parsed != null && parsed.originalArgs().contains("--debug"));
  }

  /** Says what went wrong, and returns the exit code. */
  static int report(Throwable error, CommandLine line, boolean debug) {
    Console console = new Console(line.getOut(), line.getErr());
    report(console, message(error), error instanceof CliException own ? own.hint : null);
    if (debug) {
      error.printStackTrace(line.getErr());
    } else if (exitCode(error) == ExitCode.FAILURE) {
      console.note("  Run it again with --debug for the Java stack.");
    }
    line.getErr().flush();
    return exitCode(error);
  }

  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine line = error.getCommandLine();
    Console console = new Console(line.getOut(), line.getErr());
    String hint = hint(error, line);
    report(console, plain(error), hint);
    console.note("  See " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static String plain(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      boolean commands = !error.getCommandLine().getSubcommands().isEmpty();
      return (word.startsWith("-") ? "unknown option '" : commands ? "unknown command '" : "unexpected argument '")
          + word + "'";
    }
    return String.valueOf(error.getMessage());
  }

  private static void report(Console console, String message, @Nullable String hint) {
    boolean colours = Console.colours(Console.errIsTerminal(), System.getenv());
    console.note((colours ? Console.escape(Console.RED, "fovea:") : "fovea:") + " " + message);
    if (hint != null) {
      console.note("  " + hint);
    }
  }

  /** The nearest commands, options or values to the word that was not understood. */
  private static @Nullable String hint(ParameterException error, CommandLine line) {
    List<String> names = new ArrayList<>();
    String word = null;
    if (error instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      word = unmatched.getUnmatched().get(0);
      if (word.startsWith("-")) {
        word = word.replaceFirst("=.*", "");
        line.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
      } else {
        names.addAll(line.getSubcommands().keySet());
      }
    }
    if (word == null) {
      return null;
    }
    String hint = Nearest.hint(word, names, "");
    return hint.isEmpty() ? null : hint;
  }

  private static int exitCode(Throwable error) {
    if (error instanceof CliException own) {
      return own.exitCode;
    }
    if (error instanceof IOException || error instanceof UncheckedIOException || error instanceof DataException
        || error instanceof CheckpointException || error instanceof ImageFormatException) {
      return ExitCode.INPUT;
    }
    return error instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.FAILURE;
  }

  /** What an exception says to people; those of the file system say little more than a name. */
  static String message(Throwable error) {
    if (error instanceof UncheckedIOException outer && outer.getCause() != null
        && String.valueOf(outer.getMessage()).startsWith(outer.getCause().getClass().getName())) {
      return message(outer.getCause());
    }
    if (error instanceof OutOfMemoryError) {
      return "the Java machine is out of memory; give it more with FOVEA_OPTS=-Xmx8g, or take smaller batches";
    }
    if (error instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file or folder";
    }
    if (error instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (error instanceof FileAlreadyExistsException there) {
      return there.getFile() + ": exists already";
    }
    String message = error.getMessage();
    if (error instanceof FileSystemException && message != null) {
      return message;
    }
    return message == null || message.isBlank() ? "internal error: " + error.getClass().getSimpleName() : message;
  }
}
