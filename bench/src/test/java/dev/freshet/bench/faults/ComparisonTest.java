package dev.freshet.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ingest.records.Adaptation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge itself: each way to be wrong is seen, and counted once. */
class ComparisonTest {
  private static final List<Adaptation> ORACLE =
      List.of(decided("a", 1, 2.0), decided("b", 2, 3.0), decided("c", 3, 4.0));

  @Test
  void theSameRunIsCleanWhateverItsTime() {
    assertThat(Comparison.of(ORACLE, ORACLE).isClean()).isTrue();
  }

  @Test
  void whatIsMissingIsLost() {
    assertThat(Comparison.of(List.of(ORACLE.get(0), ORACLE.get(2)), ORACLE))
        .isEqualTo(new Comparison(1, 0, 0, 0));
  }

  @Test
  void whatComesTwiceOrFromNowhereIsADuplicate() {
    List<Adaptation> run =
        List.of(ORACLE.get(0), ORACLE.get(1), ORACLE.get(1), ORACLE.get(2), decided("x", 9, 1));
    assertThat(Comparison.of(run, ORACLE)).isEqualTo(new Comparison(0, 2, 0, 0));
  }

  @Test
  void whatComesAfterALaterOneIsOutOfOrder() {
    assertThat(Comparison.of(List.of(ORACLE.get(1), ORACLE.get(0), ORACLE.get(2)), ORACLE))
        .isEqualTo(new Comparison(0, 0, 1, 0));
  }

  @Test
  void theLastBitOfALossIsSeen() {
    List<Adaptation> run = List.of(ORACLE.get(0), decided("b", 2, Math.nextUp(3.0)), ORACLE.get(2));
    assertThat(Comparison.of(run, ORACLE)).isEqualTo(new Comparison(0, 0, 0, 1));
  }

  private static Adaptation decided(String id, long step, double loss) {
    return new Adaptation(
        id,
        "main",
        "topic",
        Adaptation.Decision.TRAINED,
        null,
        step,
        step,
        true,
        7,
        Instant.EPOCH,
        loss,
        null,
        List.of(),
        1.0,
        0.1,
        1.0,
        Math.random(),
        "uniform",
        null,
        List.of());
  }
}
