package dev.freshet.ingest;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.Sensor.RecordingLevel;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Counts at the door: let in, redelivered, refused, as rate and total among the meters of Kafka
 * Streams. What an aborted transaction had counted is counted again when it is redone.
 */
public final class IngestMetrics {
  public static final String ADMITTED = "admitted";
  public static final String REDELIVERED = "redelivered";
  public static final String REFUSED = "refused";

  private static final String SCOPE = "freshet-ingest";

  private final Sensor admitted;
  private final Sensor redelivered;
  private final Sensor refused;

  IngestMetrics(ProcessorContext<?, ?> context) {
    admitted = sensor(context, ADMITTED);
    redelivered = sensor(context, REDELIVERED);
    refused = sensor(context, REFUSED);
  }

  void admitted() {
    admitted.record();
  }

  void redelivered() {
    redelivered.record();
  }

  void refused() {
    refused.record();
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
