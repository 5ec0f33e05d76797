package dev.freshet.ingest.records;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The uptake of one topic in one window of event time: a record of {@code freshet.uptake.summary}.
 *
 * <p>Means are over probes; what was not measured is null.
 *
 * @param windowEnd exclusive
 * @param nllGainCi95 95 % interval of the mean gain; null below two probes
 */
public record UptakeSummary(
    String topic,
    String lane,
    Instant windowStart,
    Instant windowEnd,
    long probes,
    @Nullable Double nllBase,
    @Nullable Double nllNow,
    @Nullable Double nllGain,
    @Nullable Interval nllGainCi95,
    @Nullable Double f1Base,
    @Nullable Double f1Now,
    @Nullable Double emBase,
    @Nullable Double emNow) {

  /** A closed interval, in JSON {@code [low, high]}. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"low", "high"})
  public record Interval(double low, double high) {
    public Interval {
      Require.that(low <= high, "an interval's low end is above its high end");
      Require.measured(low, "low");
      Require.measured(high, "high");
    }
  }

  public UptakeSummary {
    topic = Require.name(topic, "topic");
    lane = Lane.require(lane);
    windowStart = Require.present(windowStart, "windowStart");
    windowEnd = Require.present(windowEnd, "windowEnd");
    Require.that(windowStart.isBefore(windowEnd), "`windowEnd` is not after `windowStart`");
    Require.counted(probes, "probes");
    Require.measured(nllBase, "nllBase");
    Require.measured(nllNow, "nllNow");
    Require.measured(nllGain, "nllGain");
    Require.measured(f1Base, "f1Base");
    Require.measured(f1Now, "f1Now");
    Require.measured(emBase, "emBase");
    Require.measured(emNow, "emNow");
  }
}
