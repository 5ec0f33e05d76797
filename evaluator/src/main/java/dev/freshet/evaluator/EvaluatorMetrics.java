package dev.freshet.evaluator;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.Sensor.RecordingLevel;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Counts of the evaluator, as rate and total among the meters of Kafka Streams. What an aborted
 * transaction had counted is counted again when it is redone.
 */
public final class EvaluatorMetrics {
  /** Rows written. */
  public static final String SCORED = "scored";

  /** Probes that found no snapshot and wait for the lane's next one. */
  public static final String DEFERRED = "deferred";

  /** Probes whose scoring failed or gave no finite number. */
  public static final String FAILED = "failed";

  /** Records that could not be read. */
  public static final String REFUSED = "refused";

  /** Probes that made room for newer ones. */
  public static final String FORGOTTEN = "forgotten";

  /** Rows too late for their window's summary. */
  public static final String LATE = "late";

  /** Probes that waited for a later lag and made room for newer ones. */
  public static final String DROPPED = "dropped";

  /** Lags that were passed over, since the next had come as well. */
  public static final String MISSED = "missed";

  /** Alerts raised. */
  public static final String ALERTED = "alerted";

  private static final String SCOPE = "freshet-evaluator";

  private final ProcessorContext<?, ?> context;
  private final Sensor scored;
  private final Sensor deferred;
  private final Sensor failed;
  private final Sensor refused;
  private final Sensor forgotten;
  private final Sensor late;
  private final Sensor dropped;
  private final Sensor missed;
  private final Sensor alerted;

  EvaluatorMetrics(ProcessorContext<?, ?> context) {
    this.context = context;
    scored = sensor(SCORED);
    deferred = sensor(DEFERRED);
    failed = sensor(FAILED);
    refused = sensor(REFUSED);
    forgotten = sensor(FORGOTTEN);
    late = sensor(LATE);
    dropped = sensor(DROPPED);
    missed = sensor(MISSED);
    alerted = sensor(ALERTED);
  }

  void scored() {
    scored.record();
  }

  void deferred() {
    deferred.record();
  }

  void failed() {
    failed.record();
  }

  void refused() {
    refused.record();
  }

  void forgotten() {
    forgotten.record();
  }

  void late() {
    late.record();
  }

  void dropped() {
    dropped.record();
  }

  void missed() {
    missed.record();
  }

  void alerted() {
    alerted.record();
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

  private Sensor sensor(String count) {
    return context
        .metrics()
        .addRateTotalSensor(SCOPE, context.taskId().toString(), count, RecordingLevel.INFO);
  }
}
