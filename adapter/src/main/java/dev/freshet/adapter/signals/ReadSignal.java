package dev.freshet.adapter.signals;

import dev.freshet.adapter.signals.Outgoing.Way;
import dev.freshet.ingest.DeadLetter;
import dev.freshet.ingest.Origin;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Signal;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The first half of the topology: reads raw points, refuses them or gives them to their series. */
final class ReadSignal implements Processor<byte[], byte[], byte[], Outgoing> {
  private final Inbound inbound;
  private final Duration maxAhead;
  private ProcessorContext<byte[], Outgoing> context;
  private SignalMetrics metrics;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  ReadSignal(Inbound inbound, Duration maxAhead) {
    this.inbound = inbound;
    this.maxAhead = maxAhead;
  }

  @Override
  public void init(ProcessorContext<byte[], Outgoing> context) {
    this.context = context;
    this.metrics = new SignalMetrics(context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Origin origin = Origin.of(context, record);
    Decoded<Addressed> read =
        inbound
            .signal(record.value(), origin.time(), maxAhead)
            .then(
                signal ->
                    Lane.ofKey(record.key())
                        .then(lane -> Decoded.good(new Addressed(lane, signal))));
    if (read instanceof Decoded.Good<Addressed> good) {
      Signal signal = good.value().signal();
      context.forward(
          record
              .withKey(SeriesKey.of(good.value().lane(), signal.series()).bytes())
              .withValue(new Outgoing(Way.POINT, Point.of(signal).bytes())));
    } else {
      refuse(record, origin, (Decoded.Bad<?>) read);
    }
  }

  private record Addressed(String lane, Signal signal) {}

  private void refuse(Record<byte[], byte[]> record, Origin origin, Decoded.Bad<?> why) {
    metrics.refused();
    DeadLetter letter =
        DeadLetter.of(origin, why, record.key(), record.value(), inbound.limits().recordBytes());
    context.forward(
        record
            .withKey(letter.key())
            .withValue(new Outgoing(Way.DEAD_LETTER, letter.value()))
            .withHeaders(letter.headers(DeadLetter.SIGNALS)));
  }
}
