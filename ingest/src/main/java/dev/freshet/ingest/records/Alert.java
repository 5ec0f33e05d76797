package dev.freshet.ingest.records;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;

/**
 * A topic whose measure went over its limit, or came back: a record of {@code freshet.alerts}.
 *
 * @param raised false where it is over again
 * @param value the mean over the topic's newest rows, in nats per answer token
 * @param limit that it is held against
 * @param probes rows in the mean
 * @param step whose weights were scored last
 * @param time the document's of the newest row
 */
public record Alert(
    String lane,
    String topic,
    Measure measure,
    boolean raised,
    double value,
    double limit,
    long probes,
    long step,
    Instant time) {

  /** What is held against a limit. */
  public enum Measure {
    /** The gain over the base model at later lags: below its limit it is alarming. */
    RETENTION("retention"),
    /** What probes lose though nothing on their topic was learned: above its limit. */
    LOCALITY("locality");

    private final String wire;

    Measure(String wire) {
      this.wire = wire;
    }

    @JsonValue
    public String wire() {
      return wire;
    }
  }

  public Alert {
    lane = Lane.require(lane);
    topic = Require.name(topic, "topic");
    measure = Require.present(measure, "measure");
    Require.measured(value, "value");
    Require.measured(limit, "limit");
    Require.counted(probes, "probes");
    Require.counted(step, "step");
    time = Require.present(time, "time");
  }
}
