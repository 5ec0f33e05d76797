package dev.freshet.bench.faults;

import dev.freshet.app.broker.EmbeddedBroker;
import dev.freshet.config.DataSize;
import dev.freshet.config.EmbeddedBrokerSettings;
import java.nio.file.Path;

/** A broker as a process: {@code FOLDER PORT ADVERTISED}; says {@code ready}, runs until killed. */
final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedBrokerSettings settings =
        new EmbeddedBrokerSettings(Integer.parseInt(arguments[1]), new DataSize(16 << 20));
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(Path.of(arguments[0]), settings, Integer.parseInt(arguments[2]))) {
      System.out.println("ready " + broker.bootstrapServers());
      Thread.currentThread().join();
    }
  }
}
