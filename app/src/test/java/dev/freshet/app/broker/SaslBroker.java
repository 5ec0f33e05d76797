package dev.freshet.app.broker;

import dev.freshet.config.SettingsLoader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A broker whose clients must log in (SASL PLAIN), for tests. */
public final class SaslBroker implements AutoCloseable {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  private final KafkaRaftServer server;
  private final int port;

  private SaslBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts a broker that knows one user. */
  public static SaslBroker start(Path folder, String user, String password) throws Exception {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    BrokerPorts ports = BrokerPorts.choose(folder, 0);
    try (PrintStream nowhere =
        new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(BrokerProperties.NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setMetadataLogDirectory(logs.toString())
          .addDirectory(logs.toString())
          .run();
    }
    Properties properties =
        BrokerProperties.of(logs, ports, 0, SettingsLoader.defaults().embeddedBroker());
    properties.put("listener.security.protocol.map", "BROKER:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("sasl.enabled.mechanisms", "PLAIN");
    properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    properties.put(
        "listener.name.broker.plain.sasl.jaas.config",
        LOGIN
            + " username=\""
            + user
            + "\" password=\""
            + password
            + "\""
            + " user_"
            + user
            + "=\""
            + password
            + "\";");
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    server.startup();
    return new SaslBroker(server, ports.broker());
  }

  public String bootstrapServers() {
    return BrokerProperties.address(port);
  }

  /** What a client logs in with, as the lines of a properties file. */
  public static String clientProperties(String user, String password) {
    return "security.protocol=SASL_PLAINTEXT\n"
        + "sasl.mechanism=PLAIN\n"
        + "sasl.jaas.config="
        + LOGIN
        + " username=\""
        + user
        + "\" password=\""
        + password
        + "\";\n";
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
