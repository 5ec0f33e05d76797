package dev.freshet.signal.nab;

import dev.freshet.signal.anomaly.Anomaly;
import dev.freshet.signal.anomaly.Detector;
import dev.freshet.signal.anomaly.DetectorKind;
import java.util.List;

/** Runs a detector over series, each from its first row and on its own. */
public final class Detection {
  /** Decimals that are kept, as the benchmark's result files do; its best thresholds need them. */
  private static final double DECIMALS = 1e12;

  private Detection() {}

  public static List<ScoredSeries> run(List<NabSeries> corpus, DetectorKind kind) {
    return corpus.stream().map(series -> run(series, kind.start())).toList();
  }

  public static ScoredSeries run(NabSeries series, Detector detector) {
    double[] scores = new double[series.rows()];
    double[] alarms = new double[series.rows()];
    for (int row = 0; row < scores.length; row++) {
      Anomaly anomaly = detector.next(series.times()[row], series.values()[row]);
      scores[row] = Math.rint(anomaly.score() * DECIMALS) / DECIMALS;
      alarms[row] = Math.rint(anomaly.alarm() * DECIMALS) / DECIMALS;
    }
    return new ScoredSeries(series, scores, alarms);
  }
}
