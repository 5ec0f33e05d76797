package dev.freshet.app;

import dev.freshet.config.Settings;
import dev.freshet.ingest.topic.TopicPlan;
import dev.freshet.ingest.topic.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * One topic, as it is laid out and used.
 *
 * @param cleanupPolicy as the broker has it, where the plan says nothing
 * @param retention a time, {@code forever}, or the broker's default
 */
record TopicRow(
    String name,
    int partitions,
    int replicationFactor,
    String cleanupPolicy,
    String retention,
    long maxMessageBytes,
    String writers,
    String readers) {
  static final List<String> HEAD =
      List.of(
          "topic",
          "partitions",
          "cleanup",
          "retention",
          "max.message.bytes",
          "written by",
          "read by");

  private static final String BROKER = "broker's default";

  private record Use(String writers, String readers) {}

  static List<TopicRow> all(Settings settings, List<TopicPlan> plans) {
    Map<String, Use> uses = uses(Topics.of(settings.topics()));
    return plans.stream()
        .map(plan -> of(plan, uses.getOrDefault(plan.name(), new Use("?", "?"))))
        .toList();
  }

  private static TopicRow of(TopicPlan plan, Use use) {
    Map<String, String> config = plan.config();
    String cleanup = config.getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, BROKER);
    return new TopicRow(
        plan.name(),
        plan.partitions(),
        plan.replicationFactor(),
        cleanup,
        retention(cleanup, config.getOrDefault(TopicConfig.RETENTION_MS_CONFIG, "")),
        Long.parseLong(config.getOrDefault(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "0")),
        use.writers(),
        use.readers());
  }

  private static String retention(String cleanup, String millis) {
    if (millis.equals("-1")) {
      return "forever";
    }
    if (!millis.isEmpty()) {
      return Duration.ofMillis(Long.parseLong(millis)).toDays() + " days";
    }
    return cleanup.equals(TopicConfig.CLEANUP_POLICY_COMPACT) ? "newest per key" : BROKER;
  }

  List<String> cells() {
    return List.of(
        name,
        Integer.toString(partitions),
        cleanupPolicy,
        retention,
        Long.toString(maxMessageBytes),
        writers,
        readers);
  }

  private static Map<String, Use> uses(Topics topics) {
    Map<String, Use> uses = new LinkedHashMap<>();
    uses.put(topics.documents(), new Use("users", "ingest"));
    uses.put(topics.signals(), new Use("users", "signals"));
    uses.put(topics.probes(), new Use("users", "evaluator"));
    uses.put(topics.control(), new Use("command line, signals, adapter", "ingest"));
    uses.put(topics.log(), new Use("ingest", "adapter, evaluator"));
    uses.put(topics.keys(), new Use("ingest, adapter", "adapter, evaluator"));
    uses.put(topics.adaptations(), new Use("adapter", "evaluator, dashboards"));
    uses.put(topics.uptake(), new Use("evaluator", "users"));
    uses.put(topics.uptakeSummary(), new Use("evaluator", "users"));
    uses.put(topics.signalReports(), new Use("signals", "users"));
    uses.put(topics.quarantine(), new Use("adapter", "users"));
    uses.put(topics.alerts(), new Use("evaluator", "users"));
    uses.put(topics.dlq(), new Use("ingest, signals, evaluator", "users"));
    return uses;
  }
}
