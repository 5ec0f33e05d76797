package dev.freshet.ingest.records;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The uptake of one topic at one lag in one window of event time: a record of {@code
 * freshet.uptake.summary}.
 *
 * <p>Means are over probes; what was not measured is null.
 *
 * @param lag the lag asked, of {@code evaluator.lags}: 0 is uptake, the others retention
 * @param windowEnd exclusive
 * @param nllGainCi95 95 % interval of the mean gain; null below two probes
 * @param reference the lane's newest measurement on the reference text
 */
public record UptakeSummary(
    String topic,
    String lane,
    long lag,
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
    @Nullable Double emNow,
    @Nullable Mean transfer,
    @Nullable Mean forgetting,
    @Nullable Mean backward,
    @Nullable Mean damage,
    @Nullable Mean overridden,
    @Nullable Mean reciprocalRank,
    @Nullable ReferenceDamage reference) {

  /**
   * A mean over those probes where it was measured.
   *
   * @param ci95 its 95 % interval; null below two probes
   */
  public record Mean(long probes, double mean, @Nullable Interval ci95) {
    public Mean {
      Require.that(probes >= 1, "`probes` is below 1");
      Require.measured(mean, "mean");
    }
  }

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
    Require.counted(lag, "lag");
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
