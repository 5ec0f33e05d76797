package dev.freshet.evaluator;

import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The measures of some uptake rows, gathered: {@link UptakeTable}'s lines and the windows' sums.
 */
record Measures(
    Moments nllBase,
    Moments nllNow,
    Moments nllGain,
    Moments f1Base,
    Moments f1Now,
    Moments emBase,
    Moments emNow) {
  static final Measures NONE =
      new Measures(
          Moments.NONE,
          Moments.NONE,
          Moments.NONE,
          Moments.NONE,
          Moments.NONE,
          Moments.NONE,
          Moments.NONE);

  Measures plus(UptakeRow row) {
    return new Measures(
        nllBase.plus(row.nllBase()),
        nllNow.plus(row.nllNow()),
        nllGain.plus(row.nllGain()),
        f1Base.plus(row.f1Base()),
        f1Now.plus(row.f1Now()),
        emBase.plus(row.emBase()),
        emNow.plus(row.emNow()));
  }

  Measures plus(Measures other) {
    return new Measures(
        nllBase.plus(other.nllBase),
        nllNow.plus(other.nllNow),
        nllGain.plus(other.nllGain),
        f1Base.plus(other.f1Base),
        f1Now.plus(other.f1Now),
        emBase.plus(other.emBase),
        emNow.plus(other.emNow));
  }

  /** Rows that were added. */
  long rows() {
    return nllNow.count();
  }

  @Nullable Interval nllGainCi95() {
    return Statistics.interval95(nllGain).orElse(null);
  }
}
