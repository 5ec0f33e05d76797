package dev.freshet.app.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The meters of this process: the JVM's, the process's, Kafka Streams', and whatever is registered
 * at {@link #registry}. Names of ours begin with {@code freshet.}; tags are bounded.
 */
public final class Meters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final List<KafkaStreamsMetrics> streams = new CopyOnWriteArrayList<>();

  public Meters() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    Gauge.builder("freshet.process.memory", ProcessUsage::residentBytes)
        .tags(Tags.of("kind", "resident"))
        .baseUnit("bytes")
        .description("Memory of the whole process, native memory included.")
        .register(registry);
  }

  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Adds the meters of a Streams application, until this is closed. */
  public void bind(KafkaStreams application) {
    KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(application);
    metrics.bindTo(registry);
    streams.add(metrics);
  }

  @Override
  public void close() {
    streams.forEach(KafkaStreamsMetrics::close);
    collections.close();
    registry.close();
  }
}
