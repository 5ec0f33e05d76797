package dev.freshet.bench;

import dev.freshet.adapter.signals.SignalMetrics;
import dev.freshet.adapter.signals.SignalTopology;
import dev.freshet.app.broker.EmbeddedBroker;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.streams.InstanceId;
import dev.freshet.ingest.streams.StreamsProperties;
import dev.freshet.ingest.topic.TopicAdmin;
import dev.freshet.ingest.topic.TopicPlan;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.signal.watch.Counts.What;
import dev.freshet.tensor.CounterRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.streams.KafkaStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Points that lie in the topic, read exactly once by the application, detection only. */
@Command(name = "broker", description = "Points through a broker in this process, exactly once.")
final class SignalsThroughBroker implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Option(names = "--points", defaultValue = "200000", description = "How many.")
  private int points;

  @Option(names = "--series", defaultValue = "100", description = "Over how many series.")
  private int series;

  @Option(names = "--set", description = "Settings, as of the command.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    Map<String, String> all = new HashMap<>(set);
    all.put("signals.forecaster", "");
    all.put("signals.window", "5m");
    Settings settings = new SettingsLoader().override(all).load();
    Path state = Files.createTempDirectory("freshet-signals");
    try (EmbeddedBroker broker = EmbeddedBroker.start(state, settings.embeddedBroker());
        InstanceId instance = InstanceId.hold(state)) {
      String servers = broker.bootstrapServers();
      try (Admin admin = Admin.create(ClientProperties.admin(settings, servers))) {
        TopicAdmin.ensure(admin, TopicPlan.all(settings));
      }
      publish(settings, servers);
      try (KafkaStreams streams =
          new KafkaStreams(
              SignalTopology.build(settings, null, ""),
              StreamsProperties.of(
                  SignalTopology.APPLICATION,
                  settings,
                  servers,
                  instance,
                  SignalTopology.properties(settings)))) {
        streams.start();
        awaitRead(streams, points / 10);
        long from = read(streams);
        long start = System.nanoTime();
        awaitRead(streams, points);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%.0f points/s, wall time%n", (points - from) / seconds);
      }
    }
    return 0;
  }

  private void publish(Settings settings, String servers) {
    String topic = Topics.of(settings.topics()).signals();
    CounterRandom random = new CounterRandom(1, 0);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(ClientProperties.producer(settings, servers))) {
      for (int i = 0; i < points; i++) {
        byte[] value =
            Json.bytes(
                Map.of(
                    "series",
                    "s" + i % series,
                    "topic",
                    "t",
                    "time",
                    Instant.ofEpochSecond(i / series * 300L).toString(),
                    "values",
                    Map.of("x", random.nextGaussian())));
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, value));
      }
    }
  }

  private static long read(KafkaStreams streams) {
    return SignalMetrics.total(streams.metrics(), SignalMetrics.name(What.POINTS));
  }

  private static void awaitRead(KafkaStreams streams, int wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (read(streams) < wanted) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(read(streams) + " of " + wanted + " points were read");
      }
      Thread.sleep(500); // asking for the meters is not free
    }
  }
}
