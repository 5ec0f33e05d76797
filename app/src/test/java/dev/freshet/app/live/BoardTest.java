package dev.freshet.app.live;

import static dev.freshet.app.live.LiveRecords.TIME;
import static dev.freshet.app.live.LiveRecords.adaptation;
import static dev.freshet.app.live.LiveRecords.held;
import static dev.freshet.app.live.LiveRecords.row;
import static dev.freshet.app.live.LiveRecords.watched;
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
  void aSignalsWindowsAreBoundedAndKeepTheirMarks() {
    for (int i = 0; i < 1_000; i++) {
      board.watched(watched("questions", i, i == 990, i == 995));
    }
    SignalPanels.View view = board.view().signals();
    assertThat(view.panels()).hasSize(1);
    SignalPanel.View panel = view.panels().get(0);
    assertThat(panel.windows()).hasSize(SignalPanel.WINDOWS);
    assertThat(panel.band()).isEqualTo(0.8);
    SignalPanel.Window last = panel.windows().get(SignalPanel.WINDOWS - 1);
    assertThat(last.time()).isEqualTo(TIME.plusSeconds(300L * 999).toEpochMilli());
    assertThat(last.low()).isCloseTo(last.value() - 3, within(1e-3));
    assertThat(last.high()).isCloseTo(last.value() + 4, within(1e-3));
    assertThat(panel.windows()).filteredOn(SignalPanel.Window::anomaly).hasSize(1);
    assertThat(panel.windows()).filteredOn(SignalPanel.Window::shift).hasSize(1);
    assertThat(view.alarms())
        .extracting(SignalPanels.Raised::what)
        .containsExactly("shift", "anomaly");
  }

  @Test
  void aSignalThatAlarmsTakesThePanelOfTheQuietestAndOthersBeyondTheBoundHaveNone() {
    for (int i = 0; i < SignalPanels.MOST; i++) {
      board.watched(watched("first " + i, 0, i != 3, false));
    }
    board.watched(watched("quiet", 0, false, false));
    board.watched(watched("loud", 0, false, true));
    assertThat(board.view().signals().panels())
        .hasSize(SignalPanels.MOST)
        .extracting(SignalPanel.View::series)
        .contains("loud", "first 0")
        .doesNotContain("quiet", "first 3");
    for (int i = 0; i < 100; i++) {
      board.watched(watched("series " + i, i, true, false));
    }
    assertThat(board.view().signals().alarms()).hasSize(20);
    assertThat(board.view().signals().panels()).hasSize(SignalPanels.MOST);
  }

  @Test
  void theNewestDocumentsHeldBackAreShownByTheirBeginnings() {
    for (int i = 0; i < 50; i++) {
      board.heldBack(held(i, "x".repeat(199) + "\uD83D\uDE00" + "y"));
    }
    assertThat(board.view().quarantine()).hasSize(20);
    HeldBack newest = board.view().quarantine().get(0);
    assertThat(newest.documentId()).isEqualTo("strange-49");
    assertThat(newest.nearestTopic()).isEqualTo("rivers");
    assertThat(newest.text()).isEqualTo("x".repeat(199));
    assertThat(newest.cut()).isTrue();
    assertThat(Json.bytes(board.view())).isNotEmpty(); // no half of a pair
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
