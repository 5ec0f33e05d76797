package dev.freshet.app.broker;

import dev.freshet.config.EmbeddedBrokerSettings;
import java.nio.file.Path;
import java.util.Properties;

/** What the embedded broker runs under: one node, loopback only, little memory, a quick start. */
final class BrokerProperties {
  static final int NODE = 1;

  private static final String HOST = "127.0.0.1";

  private BrokerProperties() {}

  static String address(int port) {
    return HOST + ":" + port;
  }

  static Properties of(
      Path logs, BrokerPorts ports, int advertised, EmbeddedBrokerSettings settings) {
    Properties properties = new Properties();
    node(properties, logs, ports, advertised == 0 ? ports.broker() : advertised);
    oneReplica(properties);
    pace(properties);
    sizes(properties, settings);
    // The broker takes numbers of one exact type each, or any as text.
    properties.replaceAll((key, value) -> value.toString());
    return properties;
  }

  private static void node(Properties properties, Path logs, BrokerPorts ports, int advertised) {
    String broker = "BROKER://" + address(ports.broker());
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", NODE);
    properties.put("listeners", broker + ",CONTROLLER://" + address(ports.controller()));
    properties.put("advertised.listeners", "BROKER://" + address(advertised));
    properties.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("inter.broker.listener.name", "BROKER");
    properties.put("controller.listener.names", "CONTROLLER");
    // Static, not dynamic, voters: the controller's port may change between two starts.
    properties.put("controller.quorum.voters", NODE + "@" + address(ports.controller()));
    properties.put("log.dirs", logs.toString());
    properties.put("auto.create.topics.enable", false);
  }

  private static void oneReplica(Properties properties) {
    properties.put("default.replication.factor", 1);
    properties.put("offsets.topic.replication.factor", 1);
    properties.put("offsets.topic.num.partitions", 4);
    properties.put("transaction.state.log.replication.factor", 1);
    properties.put("transaction.state.log.min.isr", 1);
    properties.put("transaction.state.log.num.partitions", 4);
    properties.put("share.coordinator.state.topic.replication.factor", 1);
    properties.put("share.coordinator.state.topic.min.isr", 1);
    properties.put("share.coordinator.state.topic.num.partitions", 1);
  }

  private static void pace(Properties properties) {
    properties.put("group.initial.rebalance.delay.ms", 0);
    // Nobody takes over from a lone broker: one that was paused must not be fenced for it, for its
    // transactions would hang then (decision 0025).
    properties.put("broker.session.timeout.ms", 7 * 24 * 3_600_000);
    properties.put("broker.heartbeat.interval.ms", 500);
    // A lane that nobody fed for a week must not lose its place.
    properties.put("offsets.retention.minutes", 60 * 24 * 3650);
    properties.put("num.network.threads", 2);
    properties.put("num.io.threads", 3);
    properties.put("num.replica.fetchers", 1);
    properties.put("num.recovery.threads.per.data.dir", 1);
    properties.put("background.threads", 2);
    properties.put("log.cleaner.threads", 1);
    properties.put("group.coordinator.threads", 1);
    properties.put("share.coordinator.threads", 1);
  }

  private static void sizes(Properties properties, EmbeddedBrokerSettings settings) {
    properties.put("log.segment.bytes", settings.segmentSize().toIntBytes());
    properties.put("offsets.topic.segment.bytes", 8 << 20);
    properties.put("transaction.state.log.segment.bytes", 8 << 20);
    properties.put("metadata.log.segment.bytes", 8 << 20);
    properties.put("metadata.max.retention.bytes", 32 << 20);
    properties.put("log.index.size.max.bytes", 1 << 20);
    // 128 MiB of heap by default.
    properties.put("log.cleaner.dedupe.buffer.size", 4 << 20);
    properties.put("log.cleaner.io.buffer.size", 256 << 10);
    properties.put("queued.max.requests", 100);
  }
}
