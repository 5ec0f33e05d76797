package dev.freshet.evaluator;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The third node: gathers rows by lane, topic, lag and window of event time, and writes a window's
 * summary anew each time that rows change it. The topic keeps the last one of each window.
 */
final class Summarise implements Processor<byte[], Evaluated, byte[], UptakeSummary> {
  static final String WINDOWS_STORE = "windows";
  static final String REFERENCE_STORE = "reference-damage";

  private final EvaluatorSettings settings;
  private ProcessorContext<byte[], UptakeSummary> context;
  private EvaluatorMetrics metrics;
  private OpenWindows windows;
  private BoundedStore<ReferenceDamage> references;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  Summarise(EvaluatorSettings settings) {
    this.settings = settings;
  }

  @Override
  public void init(ProcessorContext<byte[], UptakeSummary> context) {
    this.context = context;
    this.metrics = new EvaluatorMetrics(context);
    KeyValueStore<String, Aged<Window>> store = context.getStateStore(WINDOWS_STORE);
    this.windows =
        new OpenWindows(
            new BoundedStore<>(store, settings.rememberedProbes()),
            settings.window().toMillis(),
            settings.grace().toMillis());
    KeyValueStore<String, Aged<ReferenceDamage>> damage = context.getStateStore(REFERENCE_STORE);
    this.references = new BoundedStore<>(damage, settings.rememberedProbes());
  }

  @Override
  public void process(Record<byte[], Evaluated> record) {
    Evaluated evaluated = record.value();
    @Nullable ReferenceDamage reference = evaluated.reference();
    if (reference != null) {
      references.put(evaluated.lane(), reference);
    }
    Map<String, Window> changed = new LinkedHashMap<>();
    for (UptakeRow row : evaluated.rows()) {
      windows.add(row).ifPresentOrElse(window -> changed.put(window.key(), window), metrics::late);
    }
    changed.values().forEach(window -> write(record, window));
  }

  private void write(Record<byte[], Evaluated> record, Window window) {
    UptakeSummary summary = window.summary(references.get(window.lane()));
    Headers headers =
        CloudEvents.headers(
            window.key() + "/" + summary.probes(),
            EvaluatorTopology.WRITER,
            "uptake.summary",
            summary.windowEnd(),
            CloudEvents.JSON);
    context.forward(
        record
            .withKey(window.key().getBytes(StandardCharsets.UTF_8))
            .withValue(summary)
            .withHeaders(headers));
  }
}
