package dev.freshet.app.live;

import static dev.freshet.app.live.LiveRecords.TIME;
import static dev.freshet.app.live.LiveRecords.adaptation;
import static dev.freshet.app.live.LiveRecords.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.HttpSettings;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Alert;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.UptakeRow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final HttpSettings SETTINGS = new HttpSettings(true, "127.0.0.1", 0, "", 10, 100);

  private final Board board = new Board(SETTINGS);

  @Test
  void uptakeRetentionAndDamageAreMeansByTopic() {
    UptakeRow first = row(1, "rivers", 0);
    UptakeRow second = row(2, "rivers", 0);
    UptakeRow later = row(2, "rivers", 10);
    UptakeRow touched = row(1, "rivers", 10);
    List.of(first, second, later, touched).forEach(board::scored);
    TopicView rivers = board.topics().get(0);
    assertThat(rivers.probes()).isEqualTo(2);
    assertThat(rivers.uptake()).isCloseTo((first.nllGain() + second.nllGain()) / 2, within(1e-12));
    assertThat(rivers.retention())
        .isCloseTo((later.nllGain() + touched.nllGain()) / 2, within(1e-12));
    assertThat(rivers.locality()).isEqualTo(later.nllNow() - 3.7);
    assertThat(board.probes("rivers")).containsExactly(touched, later);
    assertThat(board.probes("nowhere")).isEmpty();
  }

  @Test
  void topicsBeyondTheBoundShareALine() {
    for (int i = 0; i < 25; i++) {
      board.scored(row(i, "topic " + i, 0));
    }
    assertThat(board.topics()).hasSize(11);
    TopicView other = board.topics().get(10);
    assertThat(other.name()).isEqualTo(Board.OTHER);
    assertThat(other.probes()).isEqualTo(15);
  }

  @Test
  void theLastAlertOfATopicStandsInItsLine() {
    board.alerted(alert(true));
    board.alerted(alert(false));
    assertThat(board.topics().get(0).alert()).isEqualTo(alert(false));
    assertThat(board.view().alerts()).containsExactly(alert(false), alert(true));
  }

  @Test
  void aHundredThousandAdaptationsDoNotSlowIt() {
    feed(0, 1_000);
    byte[] early = Json.bytes(board.view());
    Duration before = viewing();
    feed(1_000, 100_000);
    byte[] late = Json.bytes(board.view());
    Duration after = viewing();
    assertThat(late.length).isLessThan(2 * early.length).isLessThan(200_000);
    // Generous, since others compute beside it; a cost that grew with the stream would be 100
    // times.
    assertThat(after).isLessThan(before.multipliedBy(8).plusMillis(200));
    Board.View view = board.view();
    assertThat(view.decisions()).hasSize(100);
    assertThat(view.decisions().get(0).documentId()).isEqualTo("document-99999");
    assertThat(view.loss()).hasSizeBetween(128, 256);
    assertThat(board.probes("topic 3")).hasSize(100);
  }

  private void feed(int from, int to) {
    for (int i = from; i < to; i++) {
      board.reported(adaptation(i, Decision.TRAINED));
      board.scored(row(i, "topic " + i % 12, 0));
    }
  }

  /** The time of 50 looks, the best of three. */
  private Duration viewing() {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        Json.bytes(board.view());
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return Duration.ofNanos(best);
  }

  private static Alert alert(boolean raised) {
    return new Alert(
        "main", "rivers", Alert.Measure.RETENTION, raised, raised ? -1 : 1, 0, 8, 70, TIME);
  }
}
