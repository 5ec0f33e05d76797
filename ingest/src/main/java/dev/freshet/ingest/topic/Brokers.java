package dev.freshet.ingest.topic;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

/** Waiting for a broker's answer: every failure becomes one clear line with a remedy. */
final class Brokers {
  private static final int PATIENCE_SECONDS = 60;

  private Brokers() {}

  /**
   * The answer, within a minute.
   *
   * @param asked what was wanted, to follow "cannot"
   */
  static <T> T await(KafkaFuture<T> answer, String asked) {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (TimeoutException e) {
      throw unreachable(asked, e);
    } catch (ExecutionException e) {
      throw explain(asked, e.getCause() == null ? e : e.getCause());
    }
  }

  static FreshetException explain(String asked, Throwable cause) {
    if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
      return unreachable(asked, cause);
    }
    if (cause instanceof AuthenticationException) {
      return new FreshetException(
          ExitCode.BROKER_UNREACHABLE,
          "the broker did not accept our credentials: cannot " + asked,
          null,
          "check security.protocol and sasl.* under `kafka`, or in --command-config",
          cause);
    }
    if (cause instanceof AuthorizationException) {
      return new FreshetException(
          ExitCode.CONFIGURATION,
          "not permitted by the broker: cannot " + asked,
          null,
          "ask the cluster's owner for the right, or have the topics created for you",
          cause);
    }
    return new FreshetException(
        ExitCode.FAILURE,
        "cannot " + asked + ": " + cause.getMessage(),
        null,
        "see the log file for the cause",
        cause);
  }

  private static FreshetException unreachable(String asked, Throwable cause) {
    return new FreshetException(
        ExitCode.BROKER_UNREACHABLE,
        "no broker answers: cannot " + asked,
        null,
        "check --bootstrap-server, that the broker runs, and the network between",
        cause);
  }
}
