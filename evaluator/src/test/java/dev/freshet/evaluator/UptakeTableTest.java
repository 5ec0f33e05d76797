package dev.freshet.evaluator;

import static dev.freshet.evaluator.Rows.TIME;
import static dev.freshet.evaluator.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.ingest.records.UptakeRow;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UptakeTableTest {

  @Test
  void meansAreOverProbesOfATopicAndOverAll() {
    UptakeTable table = new UptakeTable(100, 10, 3);
    table.add(row("main", "rivers", "a", TIME, 1.0));
    table.add(row("main", "rivers", "b", TIME, 2.0));
    table.add(row("main", "ports", "c", TIME, -0.5));
    assertThat(table.byTopic().keySet()).containsExactly("ports", "rivers");
    UptakeTable.Line rivers = line(table, "rivers");
    assertThat(rivers.probes()).isEqualTo(2);
    assertThat(rivers.nllBase()).isEqualTo(4);
    assertThat(rivers.nllNow()).isEqualTo(2.5);
    assertThat(rivers.nllGain()).isEqualTo(1.5);
    assertThat(Objects.requireNonNull(rivers.nllGainCi95()).high())
        .isCloseTo(1.5 + 12.706205 * 0.5, within(1e-6));
    assertThat(line(table, "ports").nllGainCi95()).isNull();
    assertThat(table.overall().probes()).isEqualTo(3);
    assertThat(table.overall().nllGain()).isCloseTo(2.5 / 3, within(1e-12));
  }

  @Test
  void theFirstRowOfAProbeAtLagZeroCountsAndNoOther() {
    UptakeTable table = new UptakeTable(100, 10, 3);
    assertThat(table.add(row("main", "t", "a", TIME, 3, 9, 1.0, 1.0, "x", "y"))).isFalse();
    assertThat(table.add(row("main", "t", "a", TIME, 1.0))).isTrue();
    assertThat(table.add(row("main", "t", "a", TIME, 7.0))).isFalse();
    assertThat(table.add(row("other-lane", "t", "a", TIME, 3.0))).isTrue();
    assertThat(table.overall().probes()).isEqualTo(2);
    assertThat(table.overall().nllGain()).isEqualTo(2);
    assertThat(table.passedOver()).isEqualTo(2);
  }

  @Test
  void anEmptyTableHasNoMeans() {
    UptakeTable.Line line = new UptakeTable(1, 1, 1).overall();
    assertThat(line.probes()).isZero();
    assertThat(line.nllNow()).isNull();
    assertThat(line.nllGainCi95()).isNull();
  }

  @Test
  void whatWasNotMeasuredIsInNoMean() {
    UptakeTable table = new UptakeTable(10, 10, 3);
    table.add(row("main", "t", "a", TIME, 0, 1, null, null, "x", "y"));
    table.add(row("main", "t", "b", TIME, 0, 1, 0.5, 0.0, "x", "y"));
    assertThat(table.overall().f1Now()).isEqualTo(0.5);
    assertThat(table.overall().probes()).isEqualTo(2);
  }

  @Test
  void topicsBeyondTheBoundShareALine() {
    UptakeTable table = new UptakeTable(100, 2, 3);
    for (String topic : new String[] {"a", "b", "c", "d", "a"}) {
      table.add(row("main", topic, "p" + table.overall().probes(), TIME, 1.0));
    }
    assertThat(table.byTopic().keySet()).containsExactly("a", "b", UptakeTable.OTHER);
    assertThat(line(table, UptakeTable.OTHER).probes()).isEqualTo(2);
  }

  @Test
  void theMemoryOfProbesIsBoundedAndForgetsTheOldest() {
    UptakeTable table = new UptakeTable(2, 2, 3);
    table.add(row("main", "t", "a", TIME, 1));
    table.add(row("main", "t", "b", TIME, 1));
    assertThat(table.add(row("main", "t", "a", TIME, 1))).isFalse();
    table.add(row("main", "t", "c", TIME, 1));
    assertThat(table.add(row("main", "t", "a", TIME, 1))).isTrue();
  }

  @Test
  void theAnswersThatChangedMostForTheBetterAreKept() {
    UptakeTable table = new UptakeTable(100, 10, 3);
    table.add(row("main", "t", "same answer", TIME, 0, 5, 0.0, 0.0, "x", "x"));
    table.add(row("main", "t", "worse", TIME, 0, -1, 0.0, 0.0, "x", "y"));
    table.add(row("main", "t", "likelier", TIME, 0, 2, 0.0, 0.0, "x", "y"));
    table.add(row("main", "t", "closer", TIME, 0, 0.1, 0.5, 0.0, "x", "y"));
    table.add(row("main", "t", "right", TIME, 0, 0.1, 1.0, 1.0, "x", "y"));
    table.add(row("main", "t", "right and likelier", TIME, 0, 0.2, 1.0, 1.0, "x", "y"));
    assertThat(table.changes())
        .extracting(UptakeRow::probeId)
        .containsExactly("right and likelier", "right", "closer");
  }

  private static UptakeTable.Line line(UptakeTable table, String topic) {
    return Objects.requireNonNull(table.byTopic().get(topic));
  }
}
