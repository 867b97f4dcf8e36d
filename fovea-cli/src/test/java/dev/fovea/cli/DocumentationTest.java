package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README.md and docs/ show people is real. */
class DocumentationTest {
  private static final Path ROOT = Repository.root();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      List<Path> pages = new ArrayList<>(docs.filter(page -> page.toString().endsWith(".md")).sorted().toList());
      pages.add(ROOT.resolve("README.md"));
      pages.add(ROOT.resolve("CONTRIBUTING.md"));
      return pages;
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsParse(Path page) throws IOException {
    for (String block : blocks(page, "sh")) {
      block.lines().filter(line -> line.startsWith("./fovea"))
          .forEach(line -> CommandExamples.check(CommandLineTest.line(), line));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadToFiles(Path page) throws IOException {
    Matcher links = LINK.matcher(Files.readString(page).replaceAll("(?ms)^```.*?^```$", ""));
    while (links.find()) {
      assertThat(page.getParent().resolve(links.group(1))).as("link in " + page).exists();
    }
  }

  @Test
  void theReadmeOpensWithTheTwoCommands() throws IOException {
    List<String> commands = blocks(ROOT.resolve("README.md"), "sh").get(0).lines()
        .map(line -> line.replaceFirst("\\s{2,}#.*", "")).toList();
    assertThat(commands).containsExactly("./fovea train", "./mvnw verify");
  }

  @Test
  void theReadmesJavaIsCompiledCode() throws IOException {
    List<String> snippets = blocks(ROOT.resolve("README.md"), "java");
    assertThat(snippets).hasSize(1);
    String source = Files.readString(ROOT.resolve("fovea-cli/src/test/java/dev/fovea/cli/ReadmeExample.java"));
    String body = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("\n    // end")).stripIndent()
        + "\n";
    assertThat(snippets.get(0)).isEqualTo(body);
    assertThat(body.lines().filter(line -> !line.isBlank()).count()).isLessThanOrEqualTo(12);
  }

  private static List<String> blocks(Path page, String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(page));
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        blocks.add(matcher.group(2));
      }
    }
    return blocks;
  }
}
