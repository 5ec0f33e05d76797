package dev.freshet.app.broker;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;

/** The first word with a cluster: whether it answers, and lets us in. */
public final class Reach {
  private static final int PATIENCE_MILLIS = 15_000;

  private Reach() {}

  /**
   * An admin client of a cluster that has answered.
   *
   * @param properties as for any admin client
   * @throws FreshetException BROKER_UNREACHABLE, or CONFIGURATION where the properties do not hold
   */
  public static Admin admin(Properties properties) {
    String servers = String.valueOf(properties.get("bootstrap.servers"));
    Admin admin = client(properties, servers);
    try {
      admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
          .clusterId()
          .get();
      return admin;
    } catch (InterruptedException e) {
      admin.close();
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      admin.close();
      throw explain(servers, e.getCause() == null ? e : e.getCause());
    }
  }

  private static Admin client(Properties properties, String servers) {
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      boolean address = String.valueOf(cause.getMessage()).contains("bootstrap");
      if (address) {
        throw unreachable("no broker can be found", servers, e);
      }
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "the Kafka client refuses its settings: " + cause.getMessage(),
          cause instanceof ConfigException ? "kafka" : servers,
          "correct it under `kafka`, or in --command-config",
          e);
    }
  }

  private static FreshetException explain(String servers, Throwable cause) {
    if (cause instanceof AuthenticationException) {
      return new FreshetException(
          ExitCode.BROKER_UNREACHABLE,
          "the broker does not accept our credentials",
          servers,
          "check security.protocol, sasl.* and ssl.* under `kafka`, or in --command-config",
          cause);
    }
    return unreachable("no broker answers", servers, cause);
  }

  private static FreshetException unreachable(String message, String servers, Throwable cause) {
    return new FreshetException(
        ExitCode.BROKER_UNREACHABLE,
        message,
        servers,
        "check --bootstrap-server, that the broker runs, and security.protocol",
        cause);
  }
}
