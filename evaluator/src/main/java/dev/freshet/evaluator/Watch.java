package dev.freshet.evaluator;

import dev.freshet.config.AlertSettings;
import dev.freshet.config.EvaluatorSettings;
import dev.freshet.ingest.records.Alert;
import dev.freshet.ingest.records.Alert.Measure;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.UptakeRow;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The fourth node: holds each topic's newest rows at later lags against its limits. An alert is
 * written when a mean goes over its limit, and once more when it has come back; between the two
 * there is none.
 */
final class Watch implements Processor<byte[], Evaluated, byte[], Alert> {
  static final String HEALTH_STORE = "topic-health";

  private final AlertSettings limits;
  private final int capacity;
  private ProcessorContext<byte[], Alert> context;
  private EvaluatorMetrics metrics;
  private BoundedStore<TopicHealth> health;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  Watch(EvaluatorSettings settings) {
    this.limits = settings.alerts();
    this.capacity = settings.rememberedProbes();
  }

  @Override
  public void init(ProcessorContext<byte[], Alert> context) {
    this.context = context;
    this.metrics = new EvaluatorMetrics(context);
    KeyValueStore<String, Aged<TopicHealth>> store = context.getStateStore(HEALTH_STORE);
    this.health = new BoundedStore<>(store, capacity);
  }

  @Override
  public void process(Record<byte[], Evaluated> record) {
    for (UptakeRow row : record.value().rows()) {
      if (row.lagAsked() > 0) {
        take(record, row);
      }
    }
  }

  private void take(Record<byte[], Evaluated> record, UptakeRow row) {
    String key = row.lane() + "/" + row.topic();
    @Nullable TopicHealth known = health.get(key);
    TopicHealth before = known == null ? TopicHealth.NONE : known;
    TopicHealth now = before.plus(row.nllGain(), row.damage(), limits.probes());
    boolean retention = isOver(now.gains(), -1, limits.retention(), before.retentionAlert());
    boolean locality = isOver(now.damages(), 1, limits.locality(), before.localityAlert());
    health.put(key, now.alerted(retention, locality));
    if (retention != before.retentionAlert()) {
      write(record, row, Measure.RETENTION, retention, now.gains(), limits.retention());
    }
    if (locality != before.localityAlert()) {
      write(record, row, Measure.LOCALITY, locality, now.damages(), limits.locality());
    }
  }

  /**
   * Whether the mean is beyond its limit, where there are rows enough to say so.
   *
   * @param sign 1 for a limit from above, -1 for one from below
   */
  private boolean isOver(List<Double> values, int sign, double limit, boolean before) {
    return values.size() < limits.leastProbes()
        ? before
        : sign * TopicHealth.mean(values) > sign * limit;
  }

  private void write(
      Record<byte[], Evaluated> record,
      UptakeRow row,
      Measure measure,
      boolean raised,
      List<Double> values,
      double limit) {
    if (raised) {
      metrics.alerted();
    }
    Alert alert =
        new Alert(
            row.lane(),
            row.topic(),
            measure,
            raised,
            TopicHealth.mean(values),
            limit,
            values.size(),
            row.stepScored(),
            row.time());
    String id =
        String.join("/", row.lane(), row.topic(), measure.wire(), Long.toString(row.stepScored()));
    context.forward(
        record
            .<Alert>withValue(alert)
            .withHeaders(
                CloudEvents.headers(
                    id, EvaluatorTopology.WRITER, "alert", row.time(), CloudEvents.JSON)));
  }
}
