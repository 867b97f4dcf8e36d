package dev.fovea.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The floors of the house: a module imports only what docs/architecture.md lets it import. */
class ArchitectureTest {
  private static final JavaClasses FOVEA = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("dev.fovea");

  private static final Map<String, Set<String>> MAY_IMPORT = Map.of(
      "tensor", Set.of(),
      "nn", Set.of("tensor"),
      "image", Set.of("tensor"),
      "data", Set.of("tensor", "image"),
      "models", Set.of("tensor", "nn", "image"),
      "train", Set.of("tensor", "nn", "image", "data", "models"),
      "bench", Set.of("tensor", "nn", "image", "data", "models", "train"),
      "cli", Set.of("tensor", "nn", "image", "data", "models", "train", "bench"));

  @Test
  void everyRoomIsOnAFloor() {
    Set<String> rooms = FOVEA.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));
    assertThat(rooms).isEqualTo(new TreeSet<>(MAY_IMPORT.keySet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensor", "nn", "image", "data", "models", "train", "bench", "cli"})
  void importsOnlyFloorsBelow(String room) {
    Set<String> above = new TreeSet<>(MAY_IMPORT.keySet());
    above.removeAll(MAY_IMPORT.get(room));
    above.remove(room);
    for (String other : above) {
      noClasses().that().resideInAPackage("dev.fovea." + room + "..")
          .should().dependOnClassesThat().resideInAPackage("dev.fovea." + other + "..")
          .because(room + " may import only " + new TreeSet<>(MAY_IMPORT.get(room)))
          .check(FOVEA);
    }
  }

  @Test
  void onlyTensorImportsThePyTorchBinding() {
    noClasses().that().resideOutsideOfPackages("dev.fovea.tensor..", "dev.fovea.image..")
        .should().dependOnClassesThat().resideInAnyPackage("org.bytedeco..")
        .because("only fovea-tensor knows libtorch, and only fovea-image knows OpenCV")
        .check(FOVEA);
    noClasses().that().resideOutsideOfPackage("dev.fovea.tensor..")
        .should().dependOnClassesThat().resideInAnyPackage("org.bytedeco.pytorch..")
        .check(FOVEA);
  }

  @Test
  void onlyImageImportsOpenCv() {
    noClasses().that().resideOutsideOfPackage("dev.fovea.image..")
        .should().dependOnClassesThat().resideInAPackage("org.bytedeco.opencv..")
        .check(FOVEA);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses().that().resideOutsideOfPackages("dev.fovea.cli..")
        .should().dependOnClassesThat().resideInAPackage("picocli..")
        .check(FOVEA);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("dev.fovea.(**)").should().beFreeOfCycles()
        .check(FOVEA);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes().that().resideInAPackage("dev.fovea..").should(new com.tngtech.archunit.lang.ArchCondition<>(
        "lie in a @NullMarked package") {
      @Override
      public void check(JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
        if (!type.getPackage().tryGetAnnotationOfType(NullMarked.class).isPresent()) {
          events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(type,
              type.getPackageName() + " has no @NullMarked package-info"));
        }
      }
    }).check(FOVEA);
  }

  @Test
  void onlyTheCommandLineEndsTheProcess() {
    noClasses().that().resideOutsideOfPackages("dev.fovea.cli..", "dev.fovea.bench..")
        .should().callMethod(System.class, "exit", int.class)
        .check(FOVEA);
  }

  private static String room(JavaClass type) {
    return Arrays.asList(type.getPackageName().split("\\.")).get(2);
  }

  @Test
  void theRuleSeesEveryModule() {
    Map<String, Long> counts = FOVEA.stream()
        .collect(Collectors.groupingBy(ArchitectureTest::room, TreeMap::new, Collectors.counting()));
    assertThat(counts.get("tensor")).isGreaterThan(30);
    assertThat(counts.get("cli")).isGreaterThan(5);
  }
}
