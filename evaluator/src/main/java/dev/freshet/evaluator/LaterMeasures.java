package dev.freshet.evaluator;

import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary.Mean;
import org.jspecify.annotations.Nullable;

/**
 * The measures of some uptake rows that hold two moments or two answers against each other,
 * gathered.
 */
record LaterMeasures(
    Moments transfer,
    Moments forgetting,
    Moments backward,
    Moments damage,
    Moments overridden,
    Moments reciprocalRank) {
  static final LaterMeasures NONE =
      new LaterMeasures(
          Moments.NONE, Moments.NONE, Moments.NONE, Moments.NONE, Moments.NONE, Moments.NONE);

  LaterMeasures plus(UptakeRow row) {
    return new LaterMeasures(
        transfer.plus(row.transfer()),
        forgetting.plus(row.forgetting()),
        backward.plus(row.backward()),
        damage.plus(row.damage()),
        overridden.plus(row.overrides()),
        reciprocalRank.plus(row.reciprocalRank()));
  }

  /** Null where nothing was measured. */
  static @Nullable Mean mean(Moments moments) {
    return moments.count() == 0
        ? null
        : new Mean(moments.count(), moments.mean(), Statistics.interval95(moments).orElse(null));
  }
}
