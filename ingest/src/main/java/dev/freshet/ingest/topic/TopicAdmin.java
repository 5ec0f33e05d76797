package dev.freshet.ingest.topic;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Lays out the topics on a broker, and refuses a broker on which promises would not hold. */
public final class TopicAdmin {
  private TopicAdmin() {}

  /**
   * Creates the topics that are missing and checks those that are there.
   *
   * @return the names of those created
   * @throws FreshetException CONFIGURATION where a topic that is there would lose records or refuse
   *     ours; BROKER_UNREACHABLE
   */
  public static List<String> ensure(Admin admin, List<TopicPlan> plans) {
    Map<String, TopicDescription> present =
        describe(admin, plans.stream().map(TopicPlan::name).toList());
    List<TopicPlan> missing =
        plans.stream().filter(plan -> !present.containsKey(plan.name())).toList();
    Map<String, Config> configs = configs(admin, present.keySet());
    for (TopicPlan plan : plans) {
      Config config = configs.get(plan.name());
      boolean ofKeys =
          plan.guard() == TopicPlan.Guard.KEYS || plan.guard() == TopicPlan.Guard.NO_KEYS;
      if (ofKeys && config != null) {
        checkShredding(plan, config);
      }
    }
    for (TopicPlan plan : plans) {
      TopicDescription topic = present.get(plan.name());
      Config config = configs.get(plan.name());
      if (topic != null && config != null) {
        check(plan, topic.partitions().size(), values(config));
      }
    }
    return create(admin, missing);
  }

  /** Refuses topics that are not there; for those that are the user's, which we never create. */
  public static void require(Admin admin, Collection<String> names) {
    Set<String> missing = new HashSet<>(names);
    missing.removeAll(describe(admin, names).keySet());
    if (!missing.isEmpty()) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "no such topic: " + String.join(", ", missing),
          "ingest.source-topics",
          "create it, or take it out of `ingest.source-topics`");
    }
  }

  /**
   * Compares a topic that is there with its plan.
   *
   * @param config the values that the broker reports, its own defaults included
   */
  static void check(TopicPlan plan, int partitions, Map<String, String> config) {
    long largest = Long.parseLong(plan.config().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    long taken = Long.parseLong(config.getOrDefault(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "0"));
    if (taken < largest) {
      throw unfit(
          plan,
          "takes records of " + taken + " bytes, and " + largest + " can come",
          "set max.message.bytes=" + largest + " on it, or lower `ingest.max-record-size`");
    }
    if (plan.guard() == TopicPlan.Guard.LOG || plan.guard() == TopicPlan.Guard.KEYS) {
      checkGuarded(plan, partitions, config);
    }
  }

  private static void checkGuarded(TopicPlan plan, int partitions, Map<String, String> config) {
    if (partitions != plan.partitions()) {
      throw unfit(
          plan,
          "has " + partitions + " partitions, the settings say " + plan.partitions(),
          "set `topics.partitions` to " + partitions + "; a log's partitions never change");
    }
    plan.config()
        .forEach(
            (key, value) -> {
              if (!key.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                  && !value.equals(config.get(key))) {
                throw unfit(
                    plan,
                    "has " + key + "=" + config.get(key) + ", and must have " + value,
                    "set " + key + "=" + value + " on it");
              }
            });
  }

  /**
   * Refuses another {@code log.shred} than the one that the topics were laid out for: what is in
   * the log would keep its form, and a `forget` would say more, or less, than it does.
   *
   * @param config of the topic of keys; what is set on the topic itself says how it was laid out
   */
  private static void checkShredding(TopicPlan plan, Config config) {
    ConfigEntry lag = config.get(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG);
    boolean laidOut = lag != null && lag.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
    if (laidOut != (plan.guard() == TopicPlan.Guard.KEYS)) {
      throw unfit(
          plan,
          "was laid out for `log.shred: " + laidOut + "`, which is fixed for the log's life",
          "set it so, or begin a log anew under another `topics.prefix`");
    }
  }

  private static FreshetException unfit(TopicPlan plan, String what, String remedy) {
    return new FreshetException(
        ExitCode.CONFIGURATION, plan.name() + " " + what, plan.name(), remedy);
  }

  private static Map<String, TopicDescription> describe(Admin admin, Collection<String> names) {
    Map<String, TopicDescription> present = new HashMap<>();
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin.describeTopics(names).topicNameValues();
    answers.forEach(
        (name, answer) -> {
          if (exists(answer)) {
            present.put(name, Brokers.await(answer, "describe " + name));
          }
        });
    return present;
  }

  private static boolean exists(KafkaFuture<TopicDescription> answer) {
    try {
      answer.get();
      return true;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      return !(e.getCause() instanceof UnknownTopicOrPartitionException);
    }
  }

  private static Map<String, Config> configs(Admin admin, Set<String> names) {
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<String, Config> configs = new HashMap<>();
    Brokers.await(admin.describeConfigs(resources).all(), "read the topics' settings")
        .forEach((resource, config) -> configs.put(resource.name(), config));
    return configs;
  }

  private static Map<String, String> values(Config config) {
    Map<String, String> values = new HashMap<>();
    config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
    return values;
  }

  private static List<String> create(Admin admin, List<TopicPlan> missing) {
    List<String> created = new ArrayList<>();
    var answers = admin.createTopics(missing.stream().map(TopicPlan::toNewTopic).toList()).values();
    answers.forEach(
        (name, answer) -> {
          try {
            Brokers.await(answer, "create the topic " + name);
            created.add(name);
          } catch (FreshetException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
              throw e;
            }
          }
        });
    return created.stream().sorted().toList();
  }
}
