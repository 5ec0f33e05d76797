package dev.freshet.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a topic's newest rows at later lags say, and which alerts are up.
 *
 * @param gains over the base model, in nats, the oldest first
 * @param damages of rows whose topic was not touched since, likewise
 */
record TopicHealth(
    List<Double> gains, List<Double> damages, boolean retentionAlert, boolean localityAlert) {
  static final TopicHealth NONE = new TopicHealth(List.of(), List.of(), false, false);

  TopicHealth {
    gains = List.copyOf(gains);
    damages = List.copyOf(damages);
  }

  /** With one more row; of each kind at most so many are kept. */
  TopicHealth plus(double gain, @Nullable Double damage, int most) {
    return new TopicHealth(
        with(gains, gain, most), with(damages, damage, most), retentionAlert, localityAlert);
  }

  TopicHealth alerted(boolean retention, boolean locality) {
    return new TopicHealth(gains, damages, retention, locality);
  }

  static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static List<Double> with(List<Double> values, @Nullable Double value, int most) {
    if (value == null) {
      return values;
    }
    List<Double> longer = new ArrayList<>(values);
    longer.add(value);
    return longer.subList(Math.max(0, longer.size() - most), longer.size());
  }
}
