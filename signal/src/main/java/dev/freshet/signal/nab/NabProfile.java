package dev.freshet.signal.nab;

/** What detections, false alarms and misses weigh: NAB's three application profiles. */
public enum NabProfile {
  STANDARD(1, 0.11, 1),
  REWARD_LOW_FP_RATE(1, 0.22, 1),
  REWARD_LOW_FN_RATE(1, 0.11, 2);

  private final double detection;
  private final double falseAlarm;
  private final double miss;

  NabProfile(double detection, double falseAlarm, double miss) {
    this.detection = detection;
    this.falseAlarm = falseAlarm;
    this.miss = miss;
  }

  /**
   * The raw score of a corpus.
   *
   * @param detected the sum of the best detection's value over the windows that have one
   * @param missed windows without a detection
   * @param falseAlarms the sum of the (mostly negative) values of detections outside all windows
   */
  double raw(double detected, int missed, double falseAlarms) {
    return detection * detected - miss * missed + falseAlarm * falseAlarms;
  }

  /** A raw score on the scale where no detection at all is 0 and a perfect one is 100. */
  double normalised(double raw, int windows) {
    double none = -miss * windows;
    double perfect = detection * windows;
    return windows == 0 ? Double.NaN : 100 * (raw - none) / (perfect - none);
  }
}
