package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Scope;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextStreamsTest {
  /** A text whose characters are all different, so that a character's number is its place. */
  private static CharacterText text(int length) {
    StringBuilder characters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      characters.appendCodePoint(0x4e00 + i);
    }
    return CharacterText.of("text", characters.toString());
  }

  private record Window(long[][] input, long[][] target, int characters) {}

  private static List<Window> read(TextStreams streams, int epoch, int from) {
    List<Window> windows = new ArrayList<>();
    try (Epoch<TextBatch> batches = streams.epoch(epoch, from)) {
      batches.each(batch -> windows.add(new Window(rows(batch.input()), rows(batch.target()), batch.characters())));
    }
    return windows;
  }

  private static long[][] rows(Tensor tensor) {
    return Scope.run(() -> {
      long[][] rows = new long[(int) tensor.size(0)][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = tensor.get(i).toLongs();
      }
      return rows;
    });
  }

  @ParameterizedTest
  @CsvSource({"100, 3, 7", "100, 1, 10", "1000, 50, 19", "64, 8, 4", "13, 1, 6"})
  void eachRowGoesOnWhereItEnded(int length, int streams, int window) {
    TextStreams loader = TextStreams.training(text(length), streams, window, 5);
    for (int epoch = 0; epoch < 4; epoch++) {
      List<Window> windows = read(loader, epoch, 0);
      assertThat(windows).hasSize(loader.batches());
      long[] next = new long[streams];
      for (int i = 0; i < windows.size(); i++) {
        assertThat(windows.get(i).characters()).isEqualTo(streams * window);
        for (int row = 0; row < streams; row++) {
          long[] input = windows.get(i).input()[row];
          assertThat(input).hasSize(window);
          if (i > 0) {
            assertThat(input[0]).isEqualTo(next[row]);
          }
          for (int at = 0; at < window; at++) {
            assertThat(windows.get(i).target()[row][at]).isEqualTo(input[at] + 1).isLessThan(length);
            assertThat(input[at]).isEqualTo(input[0] + at);
          }
          next[row] = input[window - 1] + 1;
        }
      }
    }
  }

  @Test
  void epochsBeginInDifferentPlacesThatFollowFromTheSeed() {
    Set<Long> starts = new HashSet<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      List<Window> windows = read(TextStreams.training(text(500), 4, 10, 3), epoch, 0);
      starts.add(windows.get(0).input()[0][0]);
      List<Window> again = read(TextStreams.training(text(500), 4, 10, 3), epoch, 0);
      assertThat(Arrays.deepEquals(windows.get(5).input(), again.get(5).input())).isTrue();
    }
    assertThat(starts).hasSizeGreaterThan(5).allMatch(start -> start < 10);
  }

  @Test
  void anEpochContinuesInTheMiddle() {
    TextStreams loader = TextStreams.training(text(500), 4, 10, 3);
    List<Window> whole = read(loader, 7, 0);
    List<Window> rest = read(loader, 7, 9);
    assertThat(rest).hasSize(whole.size() - 9);
    assertThat(Arrays.deepEquals(rest.get(0).input(), whole.get(9).input())).isTrue();
    assertThat(read(loader, 7, whole.size())).isEmpty();
    try (Epoch<TextBatch> epoch = loader.epoch(7, 9); Scope scope = Scope.open()) {
      epoch.next();
      assertThat(epoch.position()).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 3, 7", "100, 4, 1000", "2, 50, 10", "6, 4, 3", "1001, 50, 19", "57, 1, 8"})
  void evaluationAsksForEveryCharacterOnce(int length, int streams, int window) {
    List<Window> windows = read(TextStreams.evaluation(text(length), streams, window), 0, 0);
    List<Long> targets = new ArrayList<>();
    int characters = 0;
    for (Window each : windows) {
      characters += each.characters();
      for (int row = 0; row < each.input().length; row++) {
        for (int at = 0; at < each.input()[row].length; at++) {
          if (each.target()[row][at] >= 0) {
            targets.add(each.target()[row][at]);
            assertThat(each.target()[row][at]).isEqualTo(each.input()[row][at] + 1);
          } else {
            assertThat(each.target()[row][at]).isEqualTo(-100);
          }
        }
      }
    }
    assertThat(targets).doesNotHaveDuplicates().hasSize(length - 1).doesNotContain(0L);
    assertThat(characters).isEqualTo(length - 1);
  }

  @Test
  void evaluationDrawsNothing() {
    TextStreams loader = TextStreams.evaluation(text(50), 3, 4);
    assertThat(Arrays.deepEquals(read(loader, 0, 0).get(2).input(), read(loader, 13, 0).get(2).input())).isTrue();
  }

  @Test
  void textsThatAreTooShortAreRefused() {
    assertThat(TextStreams.training(text(40), 3, 10, 0).batches()).isEqualTo(1);
    assertThatThrownBy(() -> TextStreams.training(text(39), 3, 10, 0)).isInstanceOf(DataException.class)
        .hasMessageContaining("39 characters").hasMessageContaining("need 40");
    assertThatThrownBy(() -> TextStreams.evaluation(text(1), 3, 10)).isInstanceOf(DataException.class)
        .hasMessageContaining("too short to measure on");
    assertThatThrownBy(() -> TextStreams.training(text(99), 0, 10, 0)).hasMessageContaining("streams, window");
  }
}
