package dev.freshet.ingest;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Decoded.Fault;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Entry;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Kind;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.shred.RecordKey;
import dev.freshet.ingest.shred.StoredKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The second half of the topology: drops exact redeliveries and gives each record its number.
 *
 * <p>What the fold runs under takes a number too, in every lane, just before the first record that
 * it applies to: at the lane's beginning, and after each change (docs/decisions/0012).
 *
 * <p>With {@code log.shred} a document goes into the log sealed, and its key to the keys; the
 * memory of what was seen loses a document that is to be forgotten, whose text its digest would let
 * one guess. A redelivery of it then counts as new.
 *
 * <p>A lane's records all pass one instance of this, in order, so that the numbers are dense. The
 * numbers and the log commit in one transaction.
 */
final class Numbering implements Processor<byte[], byte[], byte[], Verdict> {
  static final String SEQ_STORE = "seq";
  static final String SEEN_STORE = "seen";
  static final String GROUND_STORE = "ground";

  private static final long UNKNOWN = -1;
  private static final JsonSerde<LogRecord> LOG = JsonSerde.of(LogRecord.class);

  private final Ground ground;
  private final byte[] groundJson;
  private final boolean shred;
  private final int maxLanes;
  private final int limit;
  private ProcessorContext<byte[], Verdict> context;
  private IngestMetrics metrics;
  private KeyValueStore<String, Long> lastSeq;
  private KeyValueStore<String, String> seen;
  private KeyValueStore<String, byte[]> grounds;

  /** Records of this partition in the log, the place of the last one; or {@link #UNKNOWN}. */
  private long place;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  Numbering(Ground ground, boolean shred, int maxLanes, int limit) {
    this.ground = ground;
    this.groundJson = Json.bytes(ground.values());
    this.shred = shred;
    this.maxLanes = maxLanes;
    this.limit = limit;
  }

  @Override
  public void init(ProcessorContext<byte[], Verdict> context) {
    this.context = context;
    this.metrics = new IngestMetrics(context);
    this.lastSeq = context.getStateStore(SEQ_STORE);
    this.seen = context.getStateStore(SEEN_STORE);
    this.grounds = context.getStateStore(GROUND_STORE);
    this.place = UNKNOWN;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String lane = Lane.ofKey(record.key()).orThrow();
    Entry entry = Json.read(record.value()).then(Entry::read).orThrow();
    @Nullable Long last = lastSeq.get(lane);
    if (last == null && lastSeq.approximateNumEntries() >= maxLanes) {
      refuse(record, lane);
    } else if (isRedelivery(lane, entry)) {
      metrics.redelivered();
    } else {
      logGround(record, lane);
      number(record, lane, entry);
      metrics.admitted();
      if (shred && entry instanceof Control.Forget forget) {
        seen.delete(name(lane, Kind.DOCUMENT, forget.documentId()));
      }
    }
  }

  /** Logs what the lane is folded under from here, where it has changed. */
  private void logGround(Record<byte[], byte[]> record, String lane) {
    byte @Nullable [] before = grounds.get(lane);
    if (Arrays.equals(before, groundJson)) {
      return;
    }
    if (before != null) {
      requireSameModel(lane, before);
    }
    Instant time = Instant.ofEpochMilli(record.timestamp());
    String id = "settings-" + Digests.sha256(groundJson).substring(0, 16);
    number(record, lane, new Control.SettingsChange(id, time, ground.values()));
    grounds.put(lane, groundJson);
  }

  /** A lane keeps its base model and its tokenizer: its weights mean nothing under others. */
  private void requireSameModel(String lane, byte[] before) {
    Map<String, String> values = new HashMap<>();
    Json.read(before)
        .orThrow()
        .properties()
        .forEach(part -> values.put(part.getKey(), part.getValue().asText()));
    if (!Ground.of(values).hasModelOf(ground)) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "lane " + lane + " began with another base model or tokenizer",
          "model.directory",
          "name the model that it began with, or begin anew under another `topics.prefix`");
    }
  }

  private boolean isRedelivery(String lane, Entry entry) {
    String digest = entry.digest();
    String name = name(lane, entry.kind(), entry.id());
    if (digest.equals(seen.get(name))) {
      return true;
    }
    seen.put(name, digest);
    return false;
  }

  private static String name(String lane, Kind kind, String id) {
    return lane + '\n' + kind.wire() + '\n' + id;
  }

  private void number(Record<byte[], byte[]> record, String lane, Entry entry) {
    @Nullable Long last = lastSeq.get(lane);
    long seq = last == null ? 1 : last + 1;
    if (shred) {
      place = nextPlace();
    }
    lastSeq.put(lane, seq);
    LogRecord numbered = LogRecord.of(seq, lane, entry);
    if (shred && entry instanceof Document document) {
      RecordKey key = RecordKey.fresh();
      keep(record, numbered, new StoredKey(place, key));
      numbered = key.sealed(numbered, document, place);
    }
    var headers =
        CloudEvents.headers(
            lane + "/" + seq,
            "/freshet/ingest",
            "log." + entry.kind().wire(),
            entry.time(),
            CloudEvents.JSON);
    byte[] logged = LOG.encode(numbered);
    context.forward(record.withValue(Verdict.admit(logged)).withHeaders(headers));
  }

  /** After a start the lanes' numbers give it: they count the same records. */
  private long nextPlace() {
    if (place != UNKNOWN) {
      return place + 1;
    }
    long sum = 0;
    try (KeyValueIterator<String, Long> lanes = lastSeq.all()) {
      while (lanes.hasNext()) {
        sum += lanes.next().value;
      }
    }
    return sum + 1;
  }

  /**
   * Keeps the key of a record, in the transaction that logs it. Its time is the clock's: Kafka
   * compacts by the times of records, and those of documents may lie anywhere.
   */
  private void keep(Record<byte[], byte[]> record, LogRecord numbered, StoredKey key) {
    context.forward(
        record
            .withKey(StoredKey.name(numbered.lane(), numbered.seq()))
            .withValue(Verdict.key(key.encode()))
            .withTimestamp(context.currentSystemTimeMs())
            .withHeaders(new RecordHeaders()));
  }

  private void refuse(Record<byte[], byte[]> record, String lane) {
    metrics.refused();
    Decoded.Bad<Entry> why =
        new Decoded.Bad<>(
            Fault.LANE,
            "lane " + lane + " would be one more than `adapter.max-lanes` allows: " + maxLanes);
    DeadLetter letter =
        DeadLetter.of(Origin.of(context, record), why, record.key(), record.value(), limit);
    context.forward(
        record
            .withKey(letter.key())
            .withValue(Verdict.refuse(letter.value()))
            .withHeaders(letter.headers()));
  }
}
