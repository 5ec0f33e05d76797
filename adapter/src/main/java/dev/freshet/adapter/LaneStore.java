package dev.freshet.adapter;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FaultPoint;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.LogRecord;
import java.util.Collection;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one partition as a Kafka Streams store whose changelog is {@code freshet.log}
 * itself: to restore it is to fold.
 *
 * <p>Streams calls {@code init}, then {@code committedOffset}, which loads the lanes' checkpoints,
 * then restores from there up to the committed offset, off the stream thread and without a report.
 * The processor then takes the records that follow. The threads take turns; they never meet.
 */
final class LaneStore implements StateStore {
  static final String NAME = "lane";

  private static final JsonSerde<LogRecord> RECORDS = JsonSerde.of(LogRecord.class);

  private final Fold fold;
  private final LogAccess access;
  private final int partitions;
  private final FoldListener listener;
  private String group = "";
  private int partition;
  private @Nullable SealedTexts texts;
  private boolean open;
  private boolean unreported;

  LaneStore(Fold fold, LogAccess access, int partitions, FoldListener listener) {
    this.fold = fold;
    this.access = access;
    this.partitions = partitions;
    this.listener = listener;
  }

  Fold fold() {
    return fold;
  }

  /** A record that is to be folded, with its text. */
  LogRecord opened(LogRecord record) {
    if (texts == null) {
      texts = new SealedTexts(access, partition);
    }
    return texts.opened(record);
  }

  /** Says whether decisions wait for their report: then no state beyond them may be stored. */
  void setUnreported(boolean waiting) {
    unreported = waiting;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** May be called again on the same object; begins anew each time. */
  @Override
  public void init(StateStoreContext context, StateStore root) {
    group = context.applicationId();
    partition = context.taskId().partition();
    fold.at(partition);
    closeTexts();
    unreported = false;
    open = true;
    context.register(root, (RecordBatchingStateRestoreCallback) this::restore);
  }

  @Override
  public boolean persistent() {
    return true;
  }

  /** Deprecated because all stores will; until then Streams asks. */
  @Override
  @SuppressWarnings("deprecation")
  public boolean managesOffsets() {
    return true;
  }

  /** The offset of the last record that the lanes have applied; null to fold from the beginning. */
  @Override
  @SuppressWarnings("NullAway") // Streams' interface means null, and does not say so
  public Long committedOffset(TopicPartition log) {
    long committed = access.committed().of(group, log).orElse(0);
    OptionalLong applied = fold.load(committed, this::isHere);
    return applied.isPresent() ? applied.getAsLong() : null;
  }

  private boolean isHere(String lane) {
    return dev.freshet.ingest.records.Lane.partition(lane, partitions) == partition;
  }

  private void restore(Collection<ConsumerRecord<byte[], byte[]>> records) {
    int folded = 0;
    String lane = "";
    for (ConsumerRecord<byte[], byte[]> raw : records) {
      LogRecord record = read(raw.value(), raw.topic(), raw.partition(), raw.offset());
      if (!fold.isKnown(record)) {
        FaultPoint.RESTORE.reached();
        fold.apply(opened(record), raw.offset());
        lane = record.lane();
        folded++;
        fold.checkpointIfDue(lane, "restore");
      }
    }
    if (folded > 0) {
      listener.restored(lane, folded);
    }
  }

  /** A record of the log, which ingest alone writes: one that cannot be read is no one's input. */
  static LogRecord read(byte @Nullable [] value, String topic, int partition, long offset) {
    Decoded<LogRecord> decoded = RECORDS.decode(value);
    if (decoded instanceof Decoded.Good<LogRecord> good) {
      return good.value();
    }
    throw new FreshetException(
        ExitCode.ARTEFACT,
        "the log holds a record that cannot be read: "
            + ((Decoded.Bad<LogRecord>) decoded).reason(),
        topic + "-" + partition + " at offset " + offset,
        "only `freshet` may write to it; restore the topic, or start with a new prefix");
  }

  @Override
  public void close() {
    if (open && !unreported) {
      fold.checkpoint("close");
    }
    open = false;
    fold.close();
    closeTexts();
  }

  private void closeTexts() {
    if (texts != null) {
      texts.close();
      texts = null;
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }
}
