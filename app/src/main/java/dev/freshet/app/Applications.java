package dev.freshet.app;

import dev.freshet.app.http.ProcessUsage;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kafka Streams applications of this process by name, closed in reverse. What stopped one of
 * them is kept for whoever looks after them.
 */
final class Applications implements AutoCloseable {
  /** How long a stop may take. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(Applications.class);
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);

  private final Map<String, KafkaStreams> running = new LinkedHashMap<>();
  private final Resources opened = new Resources();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private CloseOptions.GroupMembershipOperation atStop =
      CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;

  void start(String name, Topology topology, Properties properties) {
    KafkaStreams streams = new KafkaStreams(topology, properties);
    opened.keep(() -> stop(name, streams));
    running.put(name, streams);
    streams.setUncaughtExceptionHandler(
        error -> {
          LOG.error("{} has failed", name, error);
          fail(error);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
  }

  private void stop(String name, KafkaStreams streams) {
    if (!streams.close(CloseOptions.timeout(STOP_PATIENCE).withGroupMembershipOperation(atStop))) {
      LOG.warn("{} did not stop within {}", name, STOP_PATIENCE);
    }
  }

  /** Waits until all of them run. */
  void awaitRunning(Interruption interruption) {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    for (Map.Entry<String, KafkaStreams> application : running.entrySet()) {
      while (application.getValue().state() != KafkaStreams.State.RUNNING) {
        check();
        interruption.check();
        if (System.nanoTime() > deadline) {
          throw new FreshetException(
              ExitCode.FAILURE,
              application.getKey() + " did not start within " + START_PATIENCE.toSeconds() + " s",
              null,
              "see freshet.log in the state folder; is the log being folded again?");
        }
        Pause.millis(20);
      }
    }
  }

  /** Has {@link #check} throw this, unless something else came first. */
  void fail(Throwable error) {
    failure.compareAndSet(null, error);
  }

  /** Throws what stopped one of the applications, if anything has. */
  void check() {
    Throwable error = failure.get();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof FreshetException known) {
        throw known;
      }
    }
    if (error != null) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the pipeline has stopped: " + error.getMessage(),
          null,
          "see freshet.log in the state folder; the same command goes on from the last commit",
          error);
    }
  }

  /** Has the stop that is to come leave the consumer groups. */
  void leaveGroups() {
    atStop = CloseOptions.GroupMembershipOperation.LEAVE_GROUP;
  }

  Map<String, KafkaStreams> running() {
    return running;
  }

  /**
   * CPU time of an application's stream threads and of the workers of their tensor operations; NaN
   * where the system does not say, or cuts the names of two applications to the same.
   */
  double cpuSeconds(String application) {
    Set<String> own = nativeNames(application);
    boolean shared =
        running.keySet().stream()
            .filter(other -> !other.equals(application))
            .anyMatch(other -> !Collections.disjoint(nativeNames(other), own));
    return shared ? Double.NaN : ProcessUsage.cpuSecondsOf(own);
  }

  private Set<String> nativeNames(String application) {
    KafkaStreams streams = running.get(application);
    return streams == null
        ? Set.of()
        : streams.metadataForLocalThreads().stream()
            .map(thread -> ProcessUsage.nativeName(thread.threadName()))
            .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    opened.close();
    running.clear();
  }
}
