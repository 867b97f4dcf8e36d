package dev.fovea.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Command lines shown to people, which must be ones that Fovea understands. */
final class CommandExamples {
  private CommandExamples() {}

  /** Fails unless a line such as {@code ./fovea train resnet18 --data cifar10   remark} parses. */
  static void check(CommandLine line, String example) {
    List<String> words = words(example);
    try {
      line.parseArgs(words.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new AssertionError("'" + example.strip() + "' is shown to people but: " + e.getMessage(), e);
    }
  }

  /** The words after {@code fovea}, up to a redirection, a comment or a remark behind two spaces. */
  private static List<String> words(String example) {
    String command = example.strip().replaceFirst("^(\\./)?fovea ?", "").replaceFirst("(\\s{2,}|\\s[#>]).*$", "");
    List<String> words = new ArrayList<>();
    for (String word : command.split(" ")) {
      if (!word.isEmpty() && !word.equals("COMMAND")) {
        words.add(word);
      }
    }
    return words;
  }
}
