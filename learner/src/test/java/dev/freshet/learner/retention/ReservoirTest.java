package dev.freshet.learner.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.tokenizer.EncodedText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReservoirTest {
  private static Remembered document(String id, String text) {
    return new Remembered(id, new EncodedText(text, new int[2], new int[2], new int[2]));
  }

  private static Reservoir after(int documents, int size) {
    Reservoir reservoir = Reservoir.EMPTY;
    for (int i = 0; i < documents; i++) {
      reservoir = reservoir.offered(document("d" + i, "text " + i), size);
    }
    return reservoir;
  }

  private static List<String> ids(List<Remembered> documents) {
    return documents.stream().map(Remembered::id).toList();
  }

  @Test
  void allAreKeptWhileThereIsRoom() {
    Reservoir reservoir = after(4, 5);
    assertThat(ids(reservoir.documents())).containsExactly("d0", "d1", "d2", "d3");
    assertThat(reservoir.seen()).isEqualTo(4);
  }

  /** Each tenth of a long stream has the same part in the sample: 100 of 1000, deviation 9.5. */
  @Test
  void everyDocumentOfALongStreamHasTheSameChance() {
    int[] tenths = new int[10];
    Reservoir reservoir = after(20_000, 1000);
    assertThat(reservoir.documents()).hasSize(1000);
    Set<String> different = new HashSet<>();
    for (Remembered document : reservoir.documents()) {
      tenths[Integer.parseInt(document.id().substring(1)) / 2000]++;
      different.add(document.id());
    }
    assertThat(different).hasSize(1000);
    for (int tenth : tenths) {
      assertThat(tenth).isBetween(100 - 35, 100 + 35);
    }
  }

  /** The n-th takes the place of another with probability size / n: 500 / n summed from 501 on. */
  @Test
  void laterDocumentsComeInAsOftenAsTheirChanceSays() {
    Reservoir reservoir = after(500, 500);
    int came = 0;
    double expected = 0;
    for (int n = 501; n <= 3000; n++) {
      Reservoir next = reservoir.offered(document("d" + n, "text"), 500);
      came += ids(next.documents()).contains("d" + n) ? 1 : 0;
      expected += 500.0 / n;
      reservoir = next;
    }
    assertThat((double) came).isBetween(expected - 75, expected + 75);
  }

  @Test
  void aNewerVersionTakesTheOldOnesPlace() {
    Reservoir reservoir = after(3, 5).offered(document("d1", "newer"), 5);
    assertThat(ids(reservoir.documents())).containsExactly("d0", "d1", "d2");
    assertThat(reservoir.documents().get(1).text().text()).isEqualTo("newer");
  }

  @Test
  void aSmallerSizeHoldsFromTheNextDocumentOn() {
    assertThat(after(10, 10).offered(document("d3", "again"), 4).documents()).hasSize(4);
  }

  @Test
  void theCharactersAreBoundedAndTheLongestGivesWay() {
    Reservoir reservoir =
        after(3, 10)
            .offered(document("long", "x".repeat(2_500_000)), 10)
            .offered(document("longer", "x".repeat(3_000_000)), 10);
    assertThat(ids(reservoir.documents())).containsExactly("d0", "d1", "d2", "long");
  }

  @Test
  void aStepAlwaysDrawsTheSameDifferentDocuments() {
    Reservoir reservoir = after(50, 20);
    Set<List<String>> draws = new HashSet<>();
    Set<String> drawn = new HashSet<>();
    for (int step = 0; step < 100; step++) {
      List<String> ids = ids(reservoir.drawn(3, step));
      assertThat(ids).hasSize(3).doesNotHaveDuplicates();
      assertThat(ids(reservoir.drawn(3, step))).isEqualTo(ids);
      draws.add(ids);
      drawn.addAll(ids);
    }
    assertThat(draws).hasSizeGreaterThan(90);
    assertThat(drawn).hasSize(20);
    assertThat(ids(after(2, 20).drawn(3, 1))).containsExactlyInAnyOrder("d0", "d1");
    assertThat(Reservoir.EMPTY.drawn(3, 1)).isEmpty();
  }
}
