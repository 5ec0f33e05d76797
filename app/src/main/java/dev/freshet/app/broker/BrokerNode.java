package dev.freshet.app.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One KRaft node, controller and broker, started as Kafka starts it but for one thing in between: a
 * broker that was killed is still registered as the leader of everything, and a new one that finds
 * itself so at once loads the transactions, cannot send their markers yet, sees its old life fenced
 * and takes the partitions for deleted. What was decided then hangs for ever (decision 0025). So
 * the old registration goes before the broker starts; the folder's lock says that it is dead.
 */
final class BrokerNode {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerNode.class);
  private static final long PATIENCE_SECONDS = 60;

  private final KafkaConfig config;
  private final ControllerServer controller;
  private final BrokerServer broker;

  BrokerNode(KafkaConfig config) {
    var folders = KafkaRaftServer.initializeLogDirs(config, LOG, "");
    var metrics =
        Server.initializeMetrics(config, Time.SYSTEM, folders._1().clusterId().orElseThrow());
    SharedServer shared =
        new SharedServer(
            config,
            folders._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    this.config = config;
    this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), folders._2());
    this.broker = new BrokerServer(shared);
  }

  void start(Path logs) {
    boolean stoppedCleanly = Files.exists(logs.resolve(".kafka_cleanshutdown"));
    controller.startup();
    if (!stoppedCleanly) {
      forgetFormerLife();
    }
    broker.startup();
  }

  private void forgetFormerLife() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!unregistered(deadline)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the controller has not started");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** Whether the controller has taken it; it does not before it leads. */
  private boolean unregistered(long deadlineNanos) {
    try {
      controller
          .controller()
          .unregisterBroker(
              new ControllerRequestContext(
                  new RequestHeaderData(),
                  KafkaPrincipal.ANONYMOUS,
                  OptionalLong.of(deadlineNanos)),
              config.nodeId())
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerIdNotRegisteredException) {
        return true;
      }
      if (e.getCause() instanceof NotControllerException) {
        return false;
      }
      throw new IllegalStateException("the former broker stays registered", e);
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  void stop() {
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
  }
}
