package dev.freshet.ingest.shred;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SealedDocument;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a real broker, read beside the log: both lie in the same order, also after
 * compaction, so that no table of them is held. A broker is asked only once a record is sealed.
 *
 * <p>A tombstone is passed over: the key before it opens its record until compaction has taken it,
 * and the fold is right either way.
 *
 * @param consumer properties of a consumer of committed bytes that is in no group
 * @param topic of the keys
 */
public record BrokerKeys(Properties consumer, String topic) implements KeySource {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Three times what an undecided transaction may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public Reader open(int partition) {
    return new FromBroker(consumer, new TopicPartition(topic, partition));
  }

  private static final class FromBroker implements Reader {
    private final Properties properties;
    private final TopicPartition partition;
    private final Deque<StoredKey> ahead = new ArrayDeque<>();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private long last;

    FromBroker(Properties properties, TopicPartition partition) {
      this.properties = properties;
      this.partition = partition;
    }

    @Override
    public Optional<RecordKey> keyOf(LogRecord record) {
      long place = ((SealedDocument) record.entry()).place();
      StoredKey first = firstFrom(place, consumerFor(place));
      return first == null || first.place() > place ? Optional.empty() : Optional.of(first.key());
    }

    /**
     * The first key at or after a place; null where there is none. Key and record are committed
     * together, but not seen at one moment: there is none only once all was read that was sent
     * before the record was seen.
     */
    private @Nullable StoredKey firstFrom(long place, KafkaConsumer<byte[], byte[]> keys) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long end = Long.MAX_VALUE;
      while (true) {
        for (StoredKey next = ahead.peek(); next != null; next = ahead.peek()) {
          if (next.place() >= place) {
            return next;
          }
          ahead.remove();
        }
        if (keys.position(partition) >= end) {
          return null;
        }
        keys.poll(POLL).forEach(this::keep);
        if (ahead.isEmpty()) {
          end = end == Long.MAX_VALUE ? endOfAllSent() : end;
          requireBefore(deadline, keys.position(partition));
        }
      }
    }

    private void keep(ConsumerRecord<byte[], byte[]> raw) {
      if (raw.value() != null) {
        ahead.add(StoredKey.decode(raw.value(), partition + " at offset " + raw.offset()));
      }
    }

    private KafkaConsumer<byte[], byte[]> consumerFor(long place) {
      KafkaConsumer<byte[], byte[]> keys = consumer;
      if (keys == null) {
        keys = new KafkaConsumer<>(properties);
        keys.assign(List.of(partition));
        consumer = keys;
      }
      if (place < last || last == 0) {
        keys.seekToBeginning(List.of(partition));
        ahead.clear();
      }
      last = place;
      return keys;
    }

    /** The end of the partition, transactions that are not decided included. */
    private long endOfAllSent() {
      Properties undecided = new Properties();
      undecided.putAll(properties);
      undecided.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
      try (KafkaConsumer<byte[], byte[]> other = new KafkaConsumer<>(undecided)) {
        return other.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      }
    }

    private void requireBefore(long deadline, long position) {
      if (System.nanoTime() - deadline > 0) {
        throw new FreshetException(
            ExitCode.BROKER_UNREACHABLE,
            "the broker gives no more keys, and has some",
            partition + " at offset " + position,
            "check the broker; if it answers, look for a transaction that hangs"
                + " (kafka-transactions.sh find-hanging) and abort it");
      }
    }

    @Override
    public void close() {
      if (consumer != null) {
        consumer.close();
      }
    }
  }
}
