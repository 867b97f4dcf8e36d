package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.Models;
import dev.fovea.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/systems.md says what docs/systems.yaml says, and what that names exists. */
class SystemsTableTest {
  private static final Path DOCS = Repository.root().resolve("docs");

  @Test
  void thePageIsMadeFromTheCatalogue() throws IOException {
    String page = SystemsTable.read(DOCS.resolve("systems.yaml")).markdown();
    if (Boolean.getBoolean("fovea.regenerate")) {
      Files.writeString(DOCS.resolve("systems.md"), page);
    }
    assertThat(DOCS.resolve("systems.md"))
        .as("make it anew with ./mvnw -pl fovea-cli -am test -Dtest=SystemsTableTest -Dfovea.regenerate=true")
        .content().isEqualTo(page);
  }

  @Test
  void everySystemIsListedOnce() throws IOException {
    List<String> ids = SystemsTable.read(DOCS.resolve("systems.yaml")).rows().stream()
        .map(SystemsTable.Row::id).toList();
    assertThat(ids).hasSize(151).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Z]\\d\\d"));
  }

  @Test
  void modelsAndRecipesExist() throws IOException {
    for (SystemsTable.Row row : SystemsTable.read(DOCS.resolve("systems.yaml")).rows()) {
      assertThat(Models.names()).as("models of " + row.id()).containsAll(row.models());
      assertThat(Recipe.names()).as("recipes of " + row.id()).containsAll(row.recipes());
      assertThat(row.result() == null || !row.recipes().isEmpty()).as(row.id() + ": a result needs a recipe").isTrue();
    }
  }

  @Test
  void parityTestsExist() throws IOException {
    try (Stream<Path> files = Files.walk(Repository.root())) {
      List<String> tests = files.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Test.java")).map(name -> name.replace(".java", "")).toList();
      for (SystemsTable.Row row : SystemsTable.read(DOCS.resolve("systems.yaml")).rows()) {
        if (row.parity() != null) {
          assertThat(tests).as(row.id() + " names a parity test").contains(row.parity());
        }
      }
    }
  }
}
