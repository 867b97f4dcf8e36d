package dev.fovea.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.Map;

/**
 * Where a command writes: results on standard output, progress and remarks on standard error.
 *
 * <p>The launcher knows whether the two are terminals and says so in system properties; nothing is coloured or drawn in
 * place elsewhere, or where {@code NO_COLOR} is set.
 */
final class Console {
  static final String BOLD = "1";
  static final String DIM = "2";
  static final String RED = "31";
  static final String GREEN = "32";
  static final String CYAN = "36";

  final PrintWriter out;
  final PrintWriter err;

  Console(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** Whether standard output is a terminal. */
  static boolean outIsTerminal() {
    return Boolean.getBoolean("fovea.stdout.terminal");
  }

  /** Whether standard error is a terminal, where a line can be drawn over itself. */
  static boolean errIsTerminal() {
    return Boolean.getBoolean("fovea.stderr.terminal");
  }

  static boolean colours(boolean terminal, Map<String, String> environment) {
    return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** The columns of the terminal, 80 where it does not say. */
  static int columns() {
    int columns = Integer.getInteger("fovea.columns", 0);
    return columns == 0 ? 80 : Math.max(40, columns);
  }

  /** How the user calls Fovea, for commands to copy. */
  static String command() {
    return System.getProperty("fovea.command", "fovea");
  }

  /** A result, for people. */
  void line(String text) {
    out.println(text);
    out.flush();
  }

  void line() {
    line("");
  }

  /** A remark that is not a result. */
  void note(String text) {
    err.println(text);
    err.flush();
  }

  /** The text in a colour of standard output, where it has colours. */
  String paint(String style, String text) {
    return colours(outIsTerminal(), System.getenv()) ? escape(style, text) : text;
  }

  static String escape(String style, String text) {
    return "\u001b[" + style + "m" + text + "\u001b[0m";
  }

  /** A result, for scripts. */
  void json(Object value) {
    try {
      line(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The result could not be written as JSON: " + e.getMessage(), e);
    }
  }
}
