package dev.freshet.ingest.topic;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Limits;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How one topic is laid out.
 *
 * @param config the topic's own settings; what is absent is as the broker has it
 * @param guard what is asked of a topic that is there already
 */
public record TopicPlan(
    String name,
    int partitions,
    int replicationFactor,
    SortedMap<String, String> config,
    Guard guard) {

  /** What is asked of a topic that is there already, besides room for our records. */
  enum Guard {
    /** Nothing more. */
    NONE,
    /** These partitions and this config: the weights are folded from it. */
    LOG,
    /** The same: it holds the keys of a log that is shredded. */
    KEYS,
    /** Not to hold the keys of a log that is shredded. */
    NO_KEYS
  }

  private static final Duration DAYS = Duration.ofDays(7);
  private static final Duration WEEKS = Duration.ofDays(28);
  private static final String FOREVER = "-1";

  public TopicPlan {
    config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
  }

  /** The layout of every topic. */
  public static List<TopicPlan> all(Settings settings) {
    Topics topics = Topics.of(settings.topics());
    Layout layout = new Layout(settings);
    return List.of(
        layout.plan(topics.documents(), Map.of()),
        layout.plan(topics.signals(), Map.of()),
        layout.plan(topics.probes(), compacted()),
        layout.plan(topics.control(), deletedAfter(DAYS)),
        layout.plan(topics.log(), keptForever(), Guard.LOG),
        settings.log().shred()
            ? layout.plan(topics.keys(), compactedWithin(settings.log().shredWithin()), Guard.KEYS)
            : layout.plan(topics.keys(), compacted(), Guard.NO_KEYS),
        layout.plan(topics.adaptations(), deletedAfter(WEEKS)),
        layout.plan(topics.uptake(), deletedAfter(WEEKS)),
        layout.plan(topics.uptakeSummary(), compactedAndDeletedAfter(WEEKS)),
        layout.plan(topics.signalReports(), deletedAfter(WEEKS)),
        layout.plan(topics.quarantine(), deletedAfter(WEEKS)),
        layout.plan(topics.alerts(), deletedAfter(WEEKS)),
        layout.plan(topics.dlq(), deletedAfter(WEEKS)));
  }

  NewTopic toNewTopic() {
    return new NewTopic(name, partitions, (short) replicationFactor).configs(config);
  }

  private static Map<String, String> compacted() {
    return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
  }

  private static Map<String, String> compactedWithin(Duration time) {
    String millis = Long.toString(time.toMillis());
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.SEGMENT_MS_CONFIG,
        millis,
        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
        millis);
  }

  private static Map<String, String> deletedAfter(Duration time) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(time.toMillis()));
  }

  private static Map<String, String> compactedAndDeletedAfter(Duration time) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(time.toMillis()));
  }

  private static Map<String, String> keptForever() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        FOREVER,
        TopicConfig.RETENTION_BYTES_CONFIG,
        FOREVER);
  }

  /** What all topics have in common. */
  private record Layout(int partitions, int replicationFactor, long maxMessageBytes) {

    Layout(Settings settings) {
      this(
          settings.topics().partitions(),
          settings.topics().replicationFactor(),
          Limits.written(settings));
    }

    TopicPlan plan(String name, Map<String, String> config) {
      return plan(name, config, Guard.NONE);
    }

    TopicPlan plan(String name, Map<String, String> config, Guard guard) {
      SortedMap<String, String> whole = new TreeMap<>(config);
      whole.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(maxMessageBytes));
      return new TopicPlan(name, partitions, replicationFactor, whole, guard);
    }
  }
}
