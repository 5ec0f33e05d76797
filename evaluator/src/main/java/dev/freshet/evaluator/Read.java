package dev.freshet.evaluator;

import dev.freshet.ingest.DeadLetter;
import dev.freshet.ingest.Origin;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Decoded.Fault;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.shred.KeySource;
import dev.freshet.ingest.topic.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The first node: reads raw probes and adaptations, and the log where probes are written for its
 * documents. What cannot be read goes to the dead letters, and the stream goes on; of the log that
 * is the adapter's to say. For a text whose key is gone no probe is written.
 */
final class Read implements Processor<byte[], byte[], byte[], Object> {
  private static final JsonSerde<Adaptation> ADAPTATIONS = JsonSerde.of(Adaptation.class);
  private static final JsonSerde<LogRecord> LOG = JsonSerde.of(LogRecord.class);

  private final Topics topics;
  private final Inbound inbound;
  private final KeySource keySource;
  private KeySource.Reader keys;
  private ProcessorContext<byte[], Object> context;
  private EvaluatorMetrics metrics;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  Read(Topics topics, Inbound inbound, KeySource keySource) {
    this.topics = topics;
    this.inbound = inbound;
    this.keySource = keySource;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> context) {
    this.context = context;
    this.metrics = new EvaluatorMetrics(context);
    this.keys = keySource.open(context.taskId().partition());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Origin origin = Origin.of(context, record);
    if (origin.topic().equals(topics.log())) {
      entered(record);
      return;
    }
    boolean asks = origin.topic().equals(topics.probes());
    Decoded<Arrival> read = asks ? probe(record.key(), record.value()) : adaptation(record.value());
    if (read instanceof Decoded.Good<Arrival> good) {
      pass(record, good.value());
      return;
    }
    refuse(record, origin, (Decoded.Bad<?>) read);
    if (!asks && Lane.ofKey(record.key()) instanceof Decoded.Good<String> lane) {
      pass(record, new Arrival.Lost(lane.value()));
    }
  }

  private void entered(Record<byte[], byte[]> record) {
    if (LOG.decode(record.value()) instanceof Decoded.Good<LogRecord> read) {
      String lane = read.value().lane();
      if (keys.opened(read.value()).entry() instanceof Document document) {
        pass(record, new Arrival.Entered(lane, document));
      } else if (read.value().entry() instanceof Control.Forget forget) {
        pass(record, new Arrival.Forgotten(lane, forget.documentId()));
      }
    }
  }

  private Decoded<Arrival> probe(byte @Nullable [] key, byte @Nullable [] value) {
    return Lane.ofProbeKey(key)
        .then(
            lane ->
                value == null
                    ? withdrawal(lane, key)
                    : inbound
                        .probe(value)
                        .then(probe -> Decoded.good(new Arrival.Asked(lane, probe))));
  }

  private static Decoded<Arrival> withdrawal(String lane, byte @Nullable [] key) {
    if (key == null) {
      return Decoded.bad(Fault.EMPTY, "neither key nor value");
    }
    String text = new String(key, StandardCharsets.UTF_8);
    return Decoded.good(new Arrival.Withdrawn(lane, text.substring(text.indexOf('/') + 1)));
  }

  private static Decoded<Arrival> adaptation(byte @Nullable [] value) {
    return ADAPTATIONS
        .decode(value)
        .then(adaptation -> Decoded.good(new Arrival.Decided(adaptation)));
  }

  private void pass(Record<byte[], byte[]> record, Arrival arrival) {
    context.forward(
        record.<byte[]>withKey(Lane.key(arrival.lane())).<Object>withValue(arrival),
        EvaluatorTopology.EVALUATE);
  }

  private void refuse(Record<byte[], byte[]> record, Origin origin, Decoded.Bad<?> why) {
    metrics.refused();
    DeadLetter letter =
        DeadLetter.of(origin, why, record.key(), record.value(), inbound.limits().recordBytes());
    context.forward(
        record
            .withKey(letter.key())
            .<Object>withValue(letter.value())
            .withTimestamp(context.currentSystemTimeMs())
            .withHeaders(letter.headers(EvaluatorTopology.WRITER)),
        EvaluatorTopology.UNREADABLE);
  }

  @Override
  public void close() {
    keys.close();
  }
}
