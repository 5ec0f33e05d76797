package dev.freshet.adapter.signals;

import dev.freshet.signal.watch.Counts;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.Sensor.RecordingLevel;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What became of points, as rate and total among the meters of Kafka Streams. What an aborted
 * transaction had counted is counted again when it is redone.
 */
public final class SignalMetrics implements Counts {
  public static final String REFUSED = "refused";

  private static final String SCOPE = "freshet-signals";

  private final Sensor refused;
  private final Map<What, Sensor> sensors = new EnumMap<>(What.class);

  SignalMetrics(ProcessorContext<?, ?> context) {
    refused = sensor(context, REFUSED);
    for (What what : What.values()) {
      sensors.put(what, sensor(context, name(what)));
    }
  }

  void refused() {
    refused.record();
  }

  @Override
  public void count(What what) {
    Sensor sensor = sensors.get(what);
    if (sensor != null) {
      sensor.record();
    }
  }

  /** The name of a count, for instance {@code channels-refused}. */
  public static String name(What what) {
    return what.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The total of one count over all tasks, out of {@code KafkaStreams.metrics()}. */
  public static long total(Map<MetricName, ? extends Metric> metrics, String count) {
    return (long)
        metrics.entrySet().stream()
            .filter(metric -> metric.getKey().name().equals(count + "-total"))
            .filter(metric -> metric.getKey().group().contains(SCOPE))
            .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
            .sum();
  }

  private static Sensor sensor(ProcessorContext<?, ?> context, String count) {
    return context
        .metrics()
        .addRateTotalSensor(SCOPE, context.taskId().toString(), count, RecordingLevel.INFO);
  }
}
