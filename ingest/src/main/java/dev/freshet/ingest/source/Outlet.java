package dev.freshet.ingest.source;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A producer whose failures surface: the first failed send ends the pumping. */
final class Outlet {
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  Outlet(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  int partitions(String topic) {
    try {
      return producer.partitionsFor(topic).size();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /** Sends without waiting; a null partition leaves the choice to the key. */
  void send(
      String topic,
      @Nullable Integer partition,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers) {
    check();
    try {
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(topic, partition, key, value, headers),
              (metadata, exception) -> {
                if (exception != null) {
                  failure.compareAndSet(null, exception);
                }
              });
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
      throw failed(e);
    }
  }

  /** Waits until everything sent is acknowledged. */
  void flush() {
    producer.flush();
    check();
  }

  private void check() {
    Exception exception = failure.get();
    if (exception != null) {
      throw failed(exception);
    }
  }

  private static FreshetException failed(Exception cause) {
    return new FreshetException(
        ExitCode.BROKER_UNREACHABLE,
        "cannot publish: " + cause.getMessage(),
        null,
        "check the broker; run the same command again to go on where it stopped",
        cause);
  }
}
