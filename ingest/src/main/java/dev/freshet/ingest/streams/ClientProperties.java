package dev.freshet.ingest.streams;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Limits;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The properties of our plain Kafka clients: all of them carry bytes. */
public final class ClientProperties {
  private static final List<String> OTHERS =
      List.of("main.consumer.", "restore.consumer.", "global.consumer.", "topic.");

  private ClientProperties() {}

  /** For an admin client. */
  public static Properties admin(Settings settings, String bootstrapServers) {
    return passedOn(settings, bootstrapServers, "admin.");
  }

  /** For an idempotent producer of bytes. */
  public static Properties producer(Settings settings, String bootstrapServers) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        settings.ingest().maxRecordSize().toIntBytes() + Limits.HEADROOM_BYTES);
    properties.putAll(passedOn(settings, bootstrapServers, "producer."));
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return properties;
  }

  /** For a consumer of committed bytes that is in no group. */
  public static Properties consumer(Settings settings, String bootstrapServers) {
    Properties properties = passedOn(settings, bootstrapServers, "consumer.");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return properties;
  }

  private static Properties passedOn(Settings settings, String bootstrapServers, String prefix) {
    Guarded.check(settings.kafka().keySet());
    Properties properties = new Properties();
    Map<String, String> theirs = settings.kafka();
    theirs.forEach(
        (key, value) -> {
          if (isPlain(key)) {
            properties.put(key, value);
          }
        });
    theirs.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            properties.put(key.substring(prefix.length()), value);
          }
        });
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }

  private static boolean isPlain(String key) {
    return OTHERS.stream().noneMatch(key::startsWith)
        && !key.startsWith("consumer.")
        && !key.startsWith("producer.")
        && !key.startsWith("admin.");
  }
}
