package dev.freshet.app.broker;

import dev.freshet.config.EmbeddedBrokerSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker within this process: one KRaft node that listens on loopback only. What it was
 * given lies in {@code STATE/broker} and outlives restarts, killed ones too, under the same port
 * where that is still free.
 *
 * <p>One at a time in a process: Kafka's own ways to end the process are turned into a fault that
 * {@link #fault} tells of.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final int ATTEMPTS = 3;

  /** 16 bytes in base 64, as Kafka wants it: {@code freshet-embedded}. */
  private static final String CLUSTER = "ZnJlc2hldC1lbWJlZGRlZA";

  private final Path folder;
  private final FolderLock lock;
  private final int port;
  private final BrokerNode server;
  private final AtomicReference<@Nullable FreshetException> fault;

  private EmbeddedBroker(
      Path folder,
      FolderLock lock,
      int port,
      BrokerNode server,
      AtomicReference<@Nullable FreshetException> fault) {
    this.folder = folder;
    this.lock = lock;
    this.port = port;
    this.server = server;
    this.fault = fault;
  }

  /**
   * Starts the broker; it answers when this returns.
   *
   * @throws FreshetException if the port of the settings is taken, another broker runs on the
   *     folder, or the disk does not take it
   */
  public static EmbeddedBroker start(Path stateFolder, EmbeddedBrokerSettings settings) {
    return start(stateFolder, settings, 0);
  }

  /**
   * The same, for clients that reach it through something that stands in between.
   *
   * @param advertised the port on loopback that clients are told to connect to; 0 for its own
   */
  public static EmbeddedBroker start(
      Path stateFolder, EmbeddedBrokerSettings settings, int advertised) {
    Path folder = stateFolder.resolve("broker").toAbsolutePath();
    FolderLock lock = FolderLock.hold(folder);
    AtomicReference<@Nullable FreshetException> fault = new AtomicReference<>();
    interceptExits(folder, fault);
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          return attempt(folder, lock, settings, advertised, fault);
        } catch (BindException e) {
          // The port was taken between the choice and the start.
          if (attempt == ATTEMPTS) {
            throw BrokerFaults.explain(folder, e);
          }
        }
      }
    } catch (IOException e) {
      lock.close();
      throw BrokerFaults.explain(folder, e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The address of the broker that another process runs on a state folder, if one does. */
  public static Optional<String> runningOn(Path stateFolder) {
    try {
      return BrokerPorts.inUse(stateFolder.resolve("broker").toAbsolutePath())
          .map(port -> "127.0.0.1:" + port);
    } catch (IOException e) {
      throw BrokerFaults.explain(stateFolder, e);
    }
  }

  private static EmbeddedBroker attempt(
      Path folder,
      FolderLock lock,
      EmbeddedBrokerSettings settings,
      int advertised,
      AtomicReference<@Nullable FreshetException> fault)
      throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    BrokerPorts ports = BrokerPorts.choose(folder, settings.port());
    format(logs);
    KafkaConfig config =
        KafkaConfig.fromProps(
            BrokerProperties.of(logs, ports, advertised, settings), /* doLog= */ false);
    BrokerNode server = null;
    try {
      server = new BrokerNode(config);
      server.start(logs);
      return new EmbeddedBroker(folder, lock, ports.broker(), server, fault);
    } catch (Throwable e) {
      if (server != null) {
        shutDown(server);
      }
      if (isBindFailure(e)) {
        throw new BindException(e.getMessage());
      }
      throw BrokerFaults.explain(folder, e);
    }
  }

  private static boolean isBindFailure(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof BindException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Lays out the folder on the first start; does nothing on later ones. */
  private static void format(Path logs) {
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(BrokerProperties.NODE)
          .setClusterId(CLUSTER)
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setMetadataLogDirectory(logs.toString())
          .addDirectory(logs.toString())
          .setIgnoreFormatted(true)
          .run();
    } catch (Exception e) {
      throw BrokerFaults.explain(logs, e);
    }
  }

  /** Kafka ends the process where its disk fails; here the command ends, in its own way. */
  private static void interceptExits(
      Path folder, AtomicReference<@Nullable FreshetException> fault) {
    Exit.Procedure procedure =
        (status, message) -> {
          LOG.error("the embedded broker wants to end the process: {} {}", status, message);
          fault.compareAndSet(
              null,
              new FreshetException(
                  ExitCode.FAILURE,
                  "the embedded broker stopped: " + (message == null ? "its disk failed" : message),
                  folder.toString(),
                  "see the log file, and check that the disk has room"));
          throw new IllegalStateException("the embedded broker stopped");
        };
    Exit.setExitProcedure(procedure);
    Exit.setHaltProcedure(procedure);
  }

  /** For the clients of this process, and of others on this machine. */
  public String bootstrapServers() {
    return BrokerProperties.address(port);
  }

  /** Why the broker stopped by itself, if it did. */
  public Optional<FreshetException> fault() {
    return Optional.ofNullable(fault.get());
  }

  /** Everything that it keeps. */
  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    shutDown(server);
    lock.close();
  }

  private static void shutDown(BrokerNode server) {
    try {
      server.stop();
    } catch (RuntimeException e) {
      LOG.warn("the embedded broker did not stop cleanly; it recovers at the next start", e);
    }
  }
}
