package dev.freshet.adapter;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/** The committed offsets of a real broker. */
public record BrokerOffsets(Properties admin) implements CommittedOffsets {
  /** Three times what an undecided transaction may take. */
  private static final int PATIENCE_SECONDS = 30;

  @Override
  public OptionalLong of(String group, TopicPartition partition) {
    try (Admin client = Admin.create(admin)) {
      OffsetAndMetadata committed =
          client
              .listConsumerGroupOffsets(
                  group, new ListConsumerGroupOffsetsOptions().requireStable(true))
              .partitionsToOffsetAndMetadata(group)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .get(partition);
      return committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return OptionalLong.empty();
      }
      throw unreachable(group, e);
    } catch (TimeoutException e) {
      throw new FreshetException(
          ExitCode.BROKER_UNREACHABLE,
          "the broker has not said within "
              + PATIENCE_SECONDS
              + " s how far "
              + group
              + " has committed",
          null,
          "check the broker; if it answers, look for a transaction that hangs"
              + " (kafka-transactions.sh find-hanging) and abort it",
          e);
    }
  }

  private static FreshetException unreachable(String group, Exception cause) {
    return new FreshetException(
        ExitCode.BROKER_UNREACHABLE,
        "the broker does not say how far " + group + " has committed",
        null,
        "check --bootstrap-server and the broker",
        cause);
  }
}
