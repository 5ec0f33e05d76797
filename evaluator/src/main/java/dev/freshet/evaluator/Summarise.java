package dev.freshet.evaluator;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The third node: gathers rows by lane, topic and window of event time, and writes a window's
 * summary anew each time that rows change it. The topic keeps the last one of each window.
 */
final class Summarise implements Processor<byte[], List<UptakeRow>, byte[], UptakeSummary> {
  static final String WINDOWS_STORE = "windows";

  private final EvaluatorSettings settings;
  private ProcessorContext<byte[], UptakeSummary> context;
  private EvaluatorMetrics metrics;
  private OpenWindows windows;

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
  }

  @Override
  public void process(Record<byte[], List<UptakeRow>> record) {
    Map<String, Window> changed = new LinkedHashMap<>();
    for (UptakeRow row : record.value()) {
      windows.add(row).ifPresentOrElse(window -> changed.put(window.key(), window), metrics::late);
    }
    changed.values().forEach(window -> write(record, window));
  }

  private void write(Record<byte[], List<UptakeRow>> record, Window window) {
    UptakeSummary summary = window.summary();
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
