package dev.freshet.bench;

import com.sun.management.OperatingSystemMXBean;
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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Points that lie in the topic, read exactly once by the application, detection only. Speed is that
 * of the second half: on one core the compiler is busy for most of the first.
 */
@Command(name = "broker", description = "Points through a broker in this process, exactly once.")
final class SignalsThroughBroker implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Option(names = "--points", defaultValue = "1000000", description = "How many.")
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
      Properties properties =
          StreamsProperties.of(
              SignalTopology.APPLICATION,
              settings,
              servers,
              instance,
              SignalTopology.properties(settings));
      try (KafkaStreams streams =
          new KafkaStreams(SignalTopology.build(settings, null, ""), properties)) {
        streams.start();
        String threads = properties.getProperty(StreamsConfig.CLIENT_ID_CONFIG);
        List<Usage> tenths = new ArrayList<>();
        for (int tenth = 1; tenth <= 10; tenth++) {
          tenths.add(usage(streams, threads, points / 10 * tenth));
        }
        print(tenths.get(4), tenths.get(9));
        System.out.print("MiB after each tenth");
        tenths.forEach(usage -> System.out.printf(" %.2f", usage.megabytes));
        System.out.println();
      }
    } finally {
      Utils.delete(state.toFile());
    }
    return 0;
  }

  /**
   * What was used up to some point.
   *
   * @param own CPU time of the application's threads, in ns
   * @param process CPU time with the broker, the compiler and the collector, in ns
   * @param megabytes of heap in use, the broker's too
   */
  private record Usage(long read, long wall, long own, long process, double megabytes) {}

  private static Usage usage(KafkaStreams streams, String threads, int wanted)
      throws InterruptedException {
    awaitRead(streams, wanted);
    long read = read(streams);
    long own = cpu(threads);
    long process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    return new Usage(read, System.nanoTime(), own, process, SignalsBenchmark.usedMegabytes());
  }

  /** The CPU time of all threads that carry a name. */
  private static long cpu(String name) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(name)) {
        nanos += threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    return nanos;
  }

  private static void print(Usage from, Usage to) {
    double read = (to.read - from.read) * 1e9;
    System.out.printf(
        "points/s: %.0f of the application's CPU time, %.0f of the process's, %.0f of wall time%n",
        read / (to.own - from.own),
        read / (to.process - from.process),
        read / (to.wall - from.wall));
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
    long last = 0;
    long since = System.nanoTime();
    while (last < wanted) {
      Thread.sleep(500); // asking for the meters is not free
      long now = read(streams);
      if (now > last) {
        last = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
        throw new IllegalStateException(now + " of " + wanted + " points were read");
      }
    }
  }
}
