package dev.freshet.ingest.streams;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Limits;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The properties of a Kafka Streams application of ours.
 *
 * <p>Three layers: what every application runs under, what one application adds, what the user sets
 * under {@code kafka}; the last wins, unless a promise hangs on the property.
 */
public final class StreamsProperties {
  private static final int SESSION_MILLIS = 15_000;
  private static final int HEARTBEAT_MILLIS = 3_000;
  private static final int POLL_INTERVAL_MILLIS = 300_000;
  private static final int COMMIT_MILLIS = 100;
  private static final int LINGER_MILLIS = 5;
  private static final int POLLED_RECORDS = 100;
  private static final long CACHE_BYTES = 4 << 20;

  private StreamsProperties() {}

  /** The application id, which is also the consumer group: the topics' prefix and a name. */
  public static String applicationId(String name, Settings settings) {
    return settings.topics().prefix() + name;
  }

  /** For the ingest application. */
  public static Properties ingest(Settings settings, String bootstrapServers, InstanceId instance) {
    return of("ingest", settings, bootstrapServers, instance, Map.of());
  }

  /**
   * For any application.
   *
   * @param name of the application, for instance {@code adapter}
   * @param own what this application sets over the common properties
   */
  public static Properties of(
      String name,
      Settings settings,
      String bootstrapServers,
      InstanceId instance,
      Map<String, ?> own) {
    Guarded.check(settings.kafka().keySet());
    Properties properties = new Properties();
    identity(properties, name, settings, bootstrapServers, instance);
    promises(properties);
    pace(properties);
    sizes(properties, settings);
    if (settings.log().shred()) {
      shredding(properties, settings.log().shredWithin().toMillis());
    }
    properties.putAll(own);
    settings.kafka().forEach((key, value) -> override(properties, key, value));
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    outwaitPolls(properties);
    return properties;
  }

  /** A plain key of the user's stands for every client, where ours are set for one kind of them. */
  private static void override(Properties properties, String key, String value) {
    properties.keySet().removeIf(ours -> Guarded.bare((String) ours).equals(key));
    properties.put(key, value);
  }

  /**
   * Streams answers a commit that times out by a rebalance that skips polled records. A commit that
   * outwaits the poll interval is fenced instead, and a fenced thread reads those records again.
   */
  private static void outwaitPolls(Properties properties) {
    long interval = 0;
    for (String prefix : new String[] {"main.consumer.", "consumer.", ""}) {
      Object set = properties.get(prefix + ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
      interval = set == null ? interval : Math.max(interval, Long.parseLong(set.toString()));
    }
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG),
        Math.max(2 * interval, POLL_INTERVAL_MILLIS));
  }

  private static void identity(
      Properties properties,
      String name,
      Settings settings,
      String bootstrapServers,
      InstanceId instance) {
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(name, settings));
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(
        StreamsConfig.CLIENT_ID_CONFIG, "freshet-" + name + "-" + instance.value().substring(0, 8));
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG,
        instance.folder().resolve("streams").toAbsolutePath().toString());
    properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance.value());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.topics().replicationFactor());
  }

  private static void promises(Properties properties) {
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
  }

  private static void pace(Properties properties) {
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    properties.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
    consumer(properties, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    consumer(properties, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
    consumer(properties, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, POLL_INTERVAL_MILLIS);
    consumer(properties, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED_RECORDS);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MILLIS);
  }

  private static void sizes(Properties properties, Settings settings) {
    int largest = Limits.written(settings);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), largest);
    properties.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), Integer.toString(largest));
  }

  /** Topics of Streams' own hold texts too, on their way or in memories that are to forget them. */
  private static void shredding(Properties properties, long within) {
    for (String key :
        new String[] {TopicConfig.SEGMENT_MS_CONFIG, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG}) {
      properties.put(StreamsConfig.topicPrefix(key), Long.toString(within));
    }
  }

  private static void consumer(Properties properties, String key, Object value) {
    properties.put(StreamsConfig.consumerPrefix(key), value);
  }
}
