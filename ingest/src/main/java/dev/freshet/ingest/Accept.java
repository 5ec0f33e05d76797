package dev.freshet.ingest;

import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Lane;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The first half of the topology: reads raw records, refuses or admits them, finds their lane. */
final class Accept implements Processor<byte[], byte[], byte[], Verdict> {
  private final Door door;
  private final int limit;
  private ProcessorContext<byte[], Verdict> context;
  private IngestMetrics metrics;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  Accept(Door door, int limit) {
    this.door = door;
    this.limit = limit;
  }

  @Override
  public void init(ProcessorContext<byte[], Verdict> context) {
    this.context = context;
    this.metrics = new IngestMetrics(context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Origin origin = Origin.of(context, record);
    Decoded<Door.Admitted> read = door.read(origin, record.key(), record.value());
    if (read instanceof Decoded.Good<Door.Admitted> good) {
      admit(record, origin, good.value());
    } else {
      refuse(
          record,
          DeadLetter.of(origin, (Decoded.Bad<?>) read, record.key(), record.value(), limit));
    }
  }

  private void admit(Record<byte[], byte[]> record, Origin origin, Door.Admitted admitted) {
    Headers headers =
        CloudEvents.headers(
            origin.id(),
            "/freshet/ingest",
            "entry." + admitted.entry().kind().wire(),
            admitted.entry().time(),
            CloudEvents.JSON);
    context.forward(
        record
            .withKey(Lane.key(admitted.lane()))
            .withValue(Verdict.admit(Json.bytes(admitted.entry().toTree())))
            .withHeaders(headers));
  }

  private void refuse(Record<byte[], byte[]> record, DeadLetter letter) {
    metrics.refused();
    context.forward(
        record
            .withKey(letter.key())
            .withValue(Verdict.refuse(letter.value()))
            .withHeaders(letter.headers()));
  }
}
