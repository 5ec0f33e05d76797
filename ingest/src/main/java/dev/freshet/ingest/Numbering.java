package dev.freshet.ingest;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Decoded.Fault;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Entry;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.LogRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The second half of the topology: drops exact redeliveries and gives each record its number.
 *
 * <p>What the fold runs under takes a number too, in every lane, just before the first record that
 * it applies to: at the lane's beginning, and after each change (docs/decisions/0012).
 *
 * <p>A lane's records all pass one instance of this, in order, so that the numbers are dense. The
 * numbers and the log commit in one transaction.
 */
final class Numbering implements Processor<byte[], byte[], byte[], Verdict> {
  static final String SEQ_STORE = "seq";
  static final String SEEN_STORE = "seen";
  static final String GROUND_STORE = "ground";

  private static final JsonSerde<LogRecord> LOG = JsonSerde.of(LogRecord.class);

  private final Ground ground;
  private final byte[] groundJson;
  private final int maxLanes;
  private final int limit;
  private ProcessorContext<byte[], Verdict> context;
  private IngestMetrics metrics;
  private KeyValueStore<String, Long> lastSeq;
  private KeyValueStore<String, String> seen;
  private KeyValueStore<String, byte[]> grounds;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  Numbering(Ground ground, int maxLanes, int limit) {
    this.ground = ground;
    this.groundJson = Json.bytes(ground.values());
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
    String name = lane + '\n' + entry.kind().wire() + '\n' + entry.id();
    if (digest.equals(seen.get(name))) {
      return true;
    }
    seen.put(name, digest);
    return false;
  }

  private void number(Record<byte[], byte[]> record, String lane, Entry entry) {
    @Nullable Long last = lastSeq.get(lane);
    long seq = last == null ? 1 : last + 1;
    lastSeq.put(lane, seq);
    var headers =
        CloudEvents.headers(
            lane + "/" + seq,
            "/freshet/ingest",
            "log." + entry.kind().wire(),
            entry.time(),
            CloudEvents.JSON);
    byte[] logged = LOG.encode(LogRecord.of(seq, lane, entry));
    context.forward(record.withValue(Verdict.admit(logged)).withHeaders(headers));
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
