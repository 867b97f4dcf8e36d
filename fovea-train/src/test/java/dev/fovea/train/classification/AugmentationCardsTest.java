package dev.fovea.train.classification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.parity.CardResult;
import dev.fovea.models.parity.Parity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What timm, Pillow and DeiT compute, and what this module has of it. */
class AugmentationCardsTest {
  @TestFactory
  Stream<DynamicTest> cardsPass() throws IOException {
    List<Path> cards = Parity.cards(List.of(Path.of("src/test/resources/parity")));
    assertThat(cards).hasSizeGreaterThanOrEqualTo(15);
    return cards.stream().map(card -> DynamicTest.dynamicTest(card.getFileName().toString(), () -> {
      CardResult result = Parity.run(List.of(card), false).get(0);
      assertThat(result.problems()).isEmpty();
      assertThat(result.status()).isEqualTo(CardResult.Status.PASS);
      assertThat(result.output().error()).isLessThan(2e-6);
    }));
  }
}
