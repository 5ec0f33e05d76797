package dev.freshet.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A broker in a process of its own, on the same port and the same folder after each start. */
final class BrokerChild implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final int advertised;
  private Child process;
  private int starts;

  private BrokerChild(Path folder, int port, int advertised) {
    this.folder = folder;
    this.port = port;
    this.advertised = advertised;
    this.process = launched();
  }

  /**
   * Starts one on a free port.
   *
   * @param advertised the port that clients are told to connect to; 0 for its own
   */
  static BrokerChild start(Path folder, int advertised) {
    return new BrokerChild(folder, freePort(), advertised);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** Where clients reach it. */
  String servers() {
    return "127.0.0.1:" + (advertised == 0 ? port : advertised);
  }

  boolean kill() {
    return process.kill();
  }

  void freeze() {
    process.freeze();
  }

  void thaw() {
    process.thaw();
  }

  void startIfDead() {
    if (!process.isAlive()) {
      process = launched();
    }
  }

  private Child launched() {
    Child child =
        Child.start(
            folder,
            "broker-" + starts++,
            List.of("-Xmx256m"),
            Map.of(),
            List.of(
                BrokerMain.class.getName(),
                folder.toString(),
                Integer.toString(port),
                Integer.toString(advertised)));
    Waiting.until(
        () -> child.hasPrinted("ready") || !child.isAlive(), Waiting.PATIENCE, "the broker starts");
    if (!child.isAlive()) {
      throw new IllegalStateException("the broker has ended: " + child.said());
    }
    return child;
  }

  @Override
  public void close() {
    process.close();
  }
}
