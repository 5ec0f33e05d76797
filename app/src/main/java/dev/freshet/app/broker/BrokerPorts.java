package dev.freshet.app.broker;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.AtomicFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The two loopback ports of the embedded broker. They are kept in the file {@code ports} beside its
 * logs, so that clients find a restarted broker where it was; a port that was taken meanwhile gives
 * way to a free one.
 */
record BrokerPorts(int broker, int controller) {
  private static final String FILE = "ports";
  private static final String FIRST_LINE = "freshet-broker-ports 1";

  /**
   * Chooses ports that are free now, and keeps them.
   *
   * @param wanted the broker's port by the settings; 0 for the one kept or any
   * @throws FreshetException CONFIGURATION if the wanted port is taken
   */
  static BrokerPorts choose(Path folder, int wanted) throws IOException {
    BrokerPorts kept = read(folder.resolve(FILE));
    if (wanted != 0 && !isFree(wanted)) {
      throw taken(wanted);
    }
    int broker = wanted != 0 ? wanted : isFree(kept.broker) ? kept.broker : anyFree();
    boolean keepController = isFree(kept.controller) && kept.controller != broker;
    BrokerPorts chosen = new BrokerPorts(broker, keepController ? kept.controller : anyFree());
    if (!chosen.equals(kept)) {
      AtomicFile.write(
          folder.resolve(FILE),
          List.of(
              FIRST_LINE, Integer.toString(chosen.broker), Integer.toString(chosen.controller)));
    }
    return chosen;
  }

  /** The kept port, where something listens on it. */
  static Optional<Integer> inUse(Path folder) throws IOException {
    int port = read(folder.resolve(FILE)).broker;
    return port == 0 || isFree(port) ? Optional.empty() : Optional.of(port);
  }

  static FreshetException taken(int port) {
    return new FreshetException(
        ExitCode.CONFIGURATION,
        "port " + port + " is taken: the embedded broker cannot listen on it",
        "embedded-broker.port",
        "stop what listens there, choose another port, or 0 for any free one");
  }

  /** Zeros where nothing is kept that can be read: then any port will do. */
  private static BrokerPorts read(Path file) throws IOException {
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() == 3 && lines.get(0).equals(FIRST_LINE)) {
        try {
          return new BrokerPorts(Integer.parseInt(lines.get(1)), Integer.parseInt(lines.get(2)));
        } catch (NumberFormatException e) {
          return new BrokerPorts(0, 0);
        }
      }
    }
    return new BrokerPorts(0, 0);
  }

  private static boolean isFree(int port) {
    if (port < 1 || port > 65535) {
      return false;
    }
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int anyFree() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
