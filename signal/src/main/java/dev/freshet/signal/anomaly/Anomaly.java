package dev.freshet.signal.anomaly;

/**
 * What a detector says of one point.
 *
 * @param score how unusual the point is, 0 to 1
 * @param alarm what a threshold is held against: the score where an event begins or clearly grows,
 *     0 where the event was told already, so that one event gives few alarms
 */
public record Anomaly(double score, double alarm) {
  static final Anomaly NONE = new Anomaly(0, 0);
}
