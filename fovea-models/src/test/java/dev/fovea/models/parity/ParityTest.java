package dev.fovea.models.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.parity.CardResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cards under {@code parity/} hold what torchvision 0.14, torch 1.13 and the references that they name compute for
 * small configurations of networks (the constructor's arguments are the card's config) and for operations.
 */
class ParityTest {
  private static final Path CARDS = Path.of("src/test/resources/parity");

  @TempDir
  private Path folder;

  @TestFactory
  Stream<DynamicTest> cardsPass() throws IOException {
    List<Path> cards = Parity.cards(List.of(CARDS));
    assertThat(cards).hasSizeGreaterThanOrEqualTo(11);
    return cards.stream().map(card -> DynamicTest.dynamicTest(card.getFileName().toString(), () -> {
      CardResult result = only(card, false);
      assertThat(result.problems()).isEmpty();
      assertThat(result.status()).isEqualTo(Status.PASS);
      assertThat(result.output().error()).isLessThan(2e-6);
      assertThat(result.output().where()).isNotEmpty();
      assertThat(result.gradient().error()).isLessThanOrEqualTo(5e-3);
    }));
  }

  @Test
  void anotherValueFails() throws IOException {
    CardResult result = changed("lenet5.json", "\"values\": [-1.828969", "\"values\": [-1.825");
    assertThat(result.status()).isEqualTo(Status.FAIL);
    assertThat(result.failed()).isTrue();
    assertThat(result.output().where()).isEqualTo("out[0]");
    assertThat(result.problems()).singleElement().asString().contains("1 of 20 values differ", "-1.825");
  }

  @Test
  void anotherGradientFailsInDoubleToo() throws IOException {
    CardResult result = changed("lenet5.json", "\"f5.f5.f5.bias\": 4.342648", "\"f5.f5.f5.bias\": 4.4");
    assertThat(result.status()).isEqualTo(Status.FAIL);
    assertThat(result.inDouble()).isTrue();
    assertThat(result.problems()).singleElement().asString().contains("f5.f5.f5.bias", "4.4", "4.342");
  }

  @Test
  void aGradientThatTheCardDoesNotListFailsUnlessItsNotesSaySo() throws IOException {
    String listed = ", \"f5.f5.f5.bias\": 4.342648";
    String all = Files.readString(CARDS.resolve("lenet5.json"));
    String norm = all.substring(all.indexOf(listed), all.indexOf('}', all.indexOf(listed)));
    assertThat(changed("lenet5.json", norm, "").problems()).singleElement().asString()
        .contains("f5.f5.f5.bias", "expected none", "4.342");
    String some = all.replace(norm, "").replace("\"notes\": \"", "\"notes\": \"Some norms are left out. ");
    CardResult result = only(Files.writeString(folder.resolve("some.json"), some), false);
    assertThat(result.problems()).isEmpty();
  }

  @Test
  void anotherNameShapeTypeAndOrderOfTheStateFail() throws IOException {
    assertThat(changed("lenet5.json", "[\"c3.c3.c3.bias\"", "[\"c3.bias\"").problems())
        .containsExactly("state: 'c3.bias' is missing", "state: 'c3.c3.c3.bias' is not the card's");
    assertThat(changed("lenet5.json", "\"c3.c3.c3.bias\", [120]", "\"c3.c3.c3.bias\", [121]").problems())
        .singleElement().asString().contains("expected float32[121]", "got float32[120]");
    assertThat(changed("resnet18.json", "[], \"int64\", \"built\"", "[], \"int32\", \"built\"").problems())
        .singleElement().asString().contains("num_batches_tracked", "int32", "int64");
    String first = "[\"f5.f5.f5.weight\", [10, 84], \"float32\", \"filled\"]";
    String second = "[\"f5.f5.f5.bias\", [10], \"float32\", \"filled\"]";
    assertThat(changed("lenet5.json", first + ",\n" + second, second + ",\n" + first).problems())
        .singleElement().asString().contains("expected 'f5.f5.f5.bias', got 'f5.f5.f5.weight'");
  }

  @Test
  void anotherCountOfParametersFails() throws IOException {
    assertThat(changed("lenet5.json", "\"parameters\": 64122", "\"parameters\": 64121").problems())
        .containsExactly("parameters: expected 64121, got 64122");
  }

  @Test
  void anUnknownNameIsMissingOrSkipped() throws IOException {
    Path card = change("lenet5.json", "\"model\": \"lenet5\"", "\"model\": \"lenet9\"");
    CardResult missing = only(card, false);
    assertThat(missing.status()).isEqualTo(Status.MISSING);
    assertThat(missing.failed()).isTrue();
    CardResult skipped = only(card, true);
    assertThat(skipped.status()).isEqualTo(Status.SKIPPED);
    assertThat(skipped.failed()).isFalse();
  }

  @Test
  void anUnknownOptionFailsWithTheNearest() throws IOException {
    assertThat(changed("lenet5.json", "\"config\": {}", "\"config\": {\"classes\": 10}").problems())
        .singleElement().asString().contains("unknown option 'classes'", "num_classes");
  }

  @Test
  void whatIsNoCardFails() throws IOException {
    Path text = Files.writeString(folder.resolve("text.json"), "no card");
    Path other = Files.writeString(folder.resolve("other.json"), "{\"a\": 1}");
    List<CardResult> results = Parity.run(List.of(folder), true);
    assertThat(results).extracting(CardResult::card).containsExactly(other, text);
    assertThat(results).allMatch(CardResult::failed);
    assertThat(results.get(0).problems().get(0)).contains("not a parity card", "missing");
    assertThat(results.get(1).problems().get(0)).contains("not JSON");
  }

  @Test
  void aCardThatCannotBeRunFailsAlone() throws IOException {
    CardResult result = changed("group_norm.json", "\"inputs\": [{\"name\": \"x\"", "\"inputs\": [{\"name\": \"y\"");
    assertThat(result.status()).isEqualTo(Status.FAIL);
    assertThat(result.problems()).singleElement().asString().startsWith("the card cannot be run");
  }

  @Test
  void aPathThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> Parity.run(List.of(folder.resolve("none")), false))
        .isInstanceOf(NoSuchFileException.class).hasMessageContaining("none");
  }

  private CardResult changed(String name, String from, String to) throws IOException {
    return only(change(name, from, to), false);
  }

  private Path change(String name, String from, String to) throws IOException {
    String text = Files.readString(CARDS.resolve(name));
    assertThat(text).contains(from);
    int at = text.indexOf(from);
    return Files.writeString(folder.resolve(name), text.substring(0, at) + to + text.substring(at + from.length()));
  }

  private static CardResult only(Path card, boolean knownOnly) throws IOException {
    List<CardResult> results = Parity.run(List.of(card), knownOnly);
    assertThat(results).hasSize(1);
    return results.get(0);
  }
}
