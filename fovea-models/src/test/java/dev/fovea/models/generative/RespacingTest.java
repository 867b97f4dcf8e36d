package dev.fovea.models.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespacingTest {
  @Test
  void nothingKeepsAll() {
    assertThat(Respacing.NONE.of(7)).containsExactlyElementsOf(IntStream.range(0, 7).boxed().toList());
    assertThat(new Respacing(" ").of(3)).hasSize(3);
  }

  @Test
  void aNumberSpreadsFromTheFirstToTheLast() {
    assertThat(new Respacing("5").of(9)).containsExactly(0, 2, 4, 6, 8);
    assertThat(Respacing.evenly(9).of(9)).hasSize(9);
    assertThat(new Respacing("1").of(1000)).containsExactly(0);
  }

  /** 7 of 25 are 4 apart, 3 of 25 are 12 apart; halves go to the even step. */
  @Test
  void partsHaveNumbersOfTheirOwn() {
    assertThat(new Respacing("7,3").of(50)).containsExactly(0, 4, 8, 12, 16, 20, 24, 25, 37, 49);
    assertThat(new Respacing("3 , 3").of(12)).as("2.5 is rounded to 2").containsExactly(0, 2, 5, 6, 8, 11);
    assertThat(new Respacing("2,2").of(5)).as("the first part is the longer one").containsExactly(0, 2, 3, 4);
    assertThat(new Respacing("0,2").of(4)).containsExactly(2, 3);
  }

  @Test
  void ddimKeepsAWholeDistance() {
    assertThat(new Respacing("ddim4").of(10)).containsExactly(0, 3, 6, 9);
    assertThat(new Respacing("ddim25").of(1000)).hasSize(25).contains(0, 40, 960);
  }

  @Test
  void fast27CountsFromTheEnd() {
    var forwards = new Respacing("10,10,3,2,2").of(1000);
    assertThat(forwards).hasSize(27);
    assertThat(new Respacing("fast27").of(1000))
        .containsExactlyElementsOf(forwards.stream().map(step -> 999 - step).sorted().toList())
        .contains(999, 977).doesNotContain(22);
    assertThat(Collections.max(forwards)).isEqualTo(999);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"ddim7 | 10 | write '7'", "11 | 10 | cannot give 11", "4,4 | 6 | cannot give 4",
      "0 | 10 | keeps none", "ddim1 | 10 | write '1'"})
  void whatDoesNotFitIsExplained(String text, int steps, String message) {
    assertThatThrownBy(() -> new Respacing(text).of(steps)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "-3", "1,", "ddim", "2.5", "ten"})
  void otherFormsAreRefused(String text) {
    assertThatThrownBy(() -> new Respacing(text)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'").hasMessageContaining("ddimN");
  }
}
