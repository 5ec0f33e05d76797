package dev.freshet.app;

import dev.freshet.app.broker.EmbeddedBroker;
import dev.freshet.app.broker.Reach;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.streams.ClientProperties;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** The Kafka cluster of a command: the user's where one is named, else the embedded broker. */
final class Cluster implements AutoCloseable {
  private final String bootstrapServers;
  private final Admin admin;
  private final @Nullable EmbeddedBroker embedded;

  private Cluster(String bootstrapServers, Admin admin, @Nullable EmbeddedBroker embedded) {
    this.bootstrapServers = bootstrapServers;
    this.admin = admin;
    this.embedded = embedded;
  }

  /**
   * Reaches the user's cluster, or starts the embedded broker on the state folder.
   *
   * @throws dev.freshet.config.FreshetException BROKER_UNREACHABLE, CONFIGURATION
   */
  static Cluster open(CommandContext context) {
    String theirs = context.bootstrapServers().orElse(null);
    EmbeddedBroker embedded =
        theirs != null
            ? null
            : EmbeddedBroker.start(context.useStateFolder(), context.settings().embeddedBroker());
    String servers = embedded == null ? String.valueOf(theirs) : embedded.bootstrapServers();
    try {
      Admin admin = Reach.admin(ClientProperties.admin(context.settings(), servers));
      return new Cluster(servers, admin, embedded);
    } catch (RuntimeException e) {
      if (embedded != null) {
        embedded.close();
      }
      throw e;
    }
  }

  /**
   * Reaches the user's cluster, or the embedded broker that another process runs on the state
   * folder.
   *
   * @throws FreshetException BROKER_UNREACHABLE where there is neither
   */
  static Cluster join(CommandContext context) {
    String servers =
        context
            .bootstrapServers()
            .or(() -> EmbeddedBroker.runningOn(context.stateFolder()))
            .orElseThrow(
                () ->
                    new FreshetException(
                        ExitCode.BROKER_UNREACHABLE,
                        "no broker runs here",
                        context.stateFolder().toString(),
                        "start `freshet run` first, or name a cluster with --bootstrap-server"));
    return new Cluster(
        servers, Reach.admin(ClientProperties.admin(context.settings(), servers)), null);
  }

  /** As {@link #join}; where nothing runs, starts the embedded broker for a moment. */
  static Cluster reach(CommandContext context) {
    boolean there =
        context.bootstrapServers().isPresent()
            || EmbeddedBroker.runningOn(context.stateFolder()).isPresent();
    return there ? join(context) : open(context);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Closed with the cluster. */
  Admin admin() {
    return admin;
  }

  /** The embedded broker; null where the cluster is the user's. */
  @Nullable EmbeddedBroker embedded() {
    return embedded;
  }

  @Override
  public void close() {
    try (EmbeddedBroker broker = embedded;
        Admin client = admin) {
      // Closed in reverse: the client, then the broker.
    }
  }
}
