package dev.freshet.adapter;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FaultPoint;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.Quarantined;
import dev.freshet.ingest.shred.StoredKey;
import dev.freshet.learner.snapshot.SnapshotRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records that follow the restored state: {@code read -> apply -> store -> report}.
 *
 * <p>All computing comes before the first forward, which opens the transaction: it stays open for
 * milliseconds, however long a step takes. Reports may wait for each other for the commit interval;
 * what a stop cuts off is reported after the next start, because the fold decides it again.
 */
final class StepProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  static final String POSITIONS = "positions";
  static final String ADAPTATIONS = "adaptations";
  static final String QUARANTINE = "quarantine";
  static final String KEYS = "keys";

  /** Between looks at side lineages that were cut off: no record need come to try one again. */
  private static final Duration TENDING = Duration.ofSeconds(1);

  /** Reports wait for each other at most until there are so many. */
  private static final int MAX_WAITING = 256;

  private static final Logger LOG = LoggerFactory.getLogger(StepProcessor.class);
  private static final JsonSerde<Adaptation> JSON = JsonSerde.of(Adaptation.class);
  private static final JsonSerde<Quarantined> HELD = JsonSerde.of(Quarantined.class);

  private final Duration commitInterval;
  private final FoldContext context;
  private final @Nullable SnapshotRing snapshots;
  private final List<Report> waiting = new ArrayList<>();

  /** Names of keys that are to be deleted with the next report. */
  private final List<byte[]> shredded = new ArrayList<>();

  private final Map<String, LanePosition> moved = new TreeMap<>();

  private final Map<String, Integer> rejected = new TreeMap<>();

  private @Nullable ProcessorContext<byte[], byte[]> streams;
  private @Nullable LaneStore store;
  private @Nullable KeyValueStore<String, LanePosition> positions;

  StepProcessor(Duration commitInterval, FoldContext context, @Nullable SnapshotRing snapshots) {
    this.commitInterval = commitInterval;
    this.context = context;
    this.snapshots = snapshots;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> newContext) {
    streams = newContext;
    store = newContext.getStateStore(LaneStore.NAME);
    positions = newContext.getStateStore(POSITIONS);
    waiting.clear();
    shredded.clear();
    moved.clear();
    rejected.clear();
    for (Lane lane : List.copyOf(store().fold().lanes())) {
      takeUp(lane);
    }
    store().fold().tendSides();
    // The clock decides when reports are committed and when work in the background is tried again,
    // never what the fold computes.
    newContext.schedule(
        TENDING, PunctuationType.WALL_CLOCK_TIME, timestamp -> store().fold().tendSides());
    if (!commitInterval.isZero()) {
      newContext.schedule(commitInterval, PunctuationType.WALL_CLOCK_TIME, timestamp -> report());
    }
  }

  /** Compares a restored lane with what was committed, and recalls reports that were cut off. */
  private void takeUp(Lane lane) {
    LanePosition position = positions().get(lane.name());
    if (position == null) {
      recall(lane, 0);
      return;
    }
    String now = store().fold().fingerprintAt(lane.name(), position.seq());
    if (!now.isEmpty() && !now.equals(position.fingerprint())) {
      differs(lane, position);
    }
    recall(lane, position.seq());
  }

  private void recall(Lane lane, long reported) {
    for (Fold.Decided decided : store().fold().decidedAfter(lane.name(), reported)) {
      await(lane, decided);
    }
  }

  private void await(Lane lane, Fold.Decided decided) {
    waiting.addAll(decided.reports());
    decided.shredded().forEach(seq -> shredded.add(StoredKey.name(lane.name(), seq)));
    moved.put(lane.name(), position(lane, decided));
    store().setUnreported(!waiting.isEmpty() || !shredded.isEmpty());
  }

  private void differs(Lane lane, LanePosition position) {
    String provenance = lane.rules().provenance().toString();
    if (provenance.equals(position.provenance()) && context.device().promisesBits()) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "lane "
              + lane.name()
              + " was not reproduced: its fingerprint differs at record "
              + position.seq(),
          "checkpoint " + lane.state().checkpoint(),
          "run `freshet checkpoint verify`, and check this machine's memory");
    }
    LOG.warn(
        "lane {} was folded again under {}, before under {}: it agrees up to rounding only",
        lane.name(),
        provenance,
        position.provenance());
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    RecordMetadata at = streams().recordMetadata().orElseThrow();
    LogRecord record = LaneStore.read(raw.value(), at.topic(), at.partition(), at.offset());
    Fold fold = store().fold();
    if (fold.isKnown(record)) {
      return;
    }
    awaitPlace();
    Fold.Decided decided = fold.apply(store().opened(record), at.offset());
    fold.tendSides();
    Lane lane = fold.lane(decided.lane());
    publish(lane, decided);
    remember(lane, decided);
    watch(lane, decided);
    if (fold.checkpointIfDue(lane.name(), "interval")) {
      FaultPoint.COMMIT.reached();
      report();
    } else if (commitInterval.isZero() || waiting.size() >= MAX_WAITING || ringIsFull()) {
      report();
    }
  }

  private void awaitPlace() {
    if (snapshots != null) {
      try {
        snapshots.awaitPlace();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }

  private void publish(Lane lane, Fold.Decided decided) {
    if (snapshots != null && decides(decided, Decision.TRAINED)) {
      snapshots.publish(
          lane.name(), lane.state().step(), lane.state().learned().served(), context.device());
    }
  }

  /** Counts rejected steps in a row; too many end the process, once they are reported. */
  private void watch(Lane lane, Fold.Decided decided) {
    if (decides(decided, Decision.TRAINED)) {
      rejected.remove(lane.name());
    } else if (decides(decided, Decision.REJECTED)) {
      int inRow = rejected.merge(lane.name(), 1, Integer::sum);
      if (inRow == context.running().adapter().maxRejected()) {
        report();
        context.listener().diverged(diverged(lane, decided, inRow));
      }
    }
  }

  private static boolean decides(Fold.Decided decided, Decision decision) {
    return decided.reports().stream()
        .filter(report -> report.isOfTheFold() || decision == Decision.TRAINED)
        .anyMatch(report -> report.adaptation().decision() == decision);
  }

  private static FreshetException diverged(Lane lane, Fold.Decided decided, int inRow) {
    String why = decided.reports().get(decided.reports().size() - 1).adaptation().reason();
    String last = lane.state().checkpoint();
    return new FreshetException(
        ExitCode.DIVERGED,
        "lane %s rejected %d steps in a row; the last: %s".formatted(lane.name(), inRow, why),
        "record %d; the weights are those of step %d, the last good checkpoint is %s"
            .formatted(decided.seq(), lane.state().step(), last == null ? "the base model" : last),
        "lower `adapter.learning-rate`, or go back with `freshet rollback --to CHECKPOINT`");
  }

  private boolean ringIsFull() {
    return snapshots != null && snapshots.isFull();
  }

  /** Keeps what is to be reported, but not what was reported before a restart lost the offset. */
  private void remember(Lane lane, Fold.Decided decided) {
    LanePosition reported = positions().get(lane.name());
    if (reported != null && decided.seq() <= reported.seq()) {
      return;
    }
    await(lane, decided);
  }

  private LanePosition position(Lane lane, Fold.Decided decided) {
    LaneState state = lane.state();
    return new LanePosition(
        LanePosition.SCHEMA_VERSION,
        lane.name(),
        state.step(),
        decided.seq(),
        state.offset(),
        state.checkpoint(),
        decided.fingerprint(),
        lane.rules().provenance().toString());
  }

  /** Forwards what waits, and asks for the commit that covers it. */
  private void report() {
    if (moved.isEmpty()) {
      return;
    }
    shredded.forEach(this::deleteKey);
    for (Report report : waiting) {
      forward(report, "adaptation", JSON.encode(report.adaptation()), ADAPTATIONS);
      if (report.held() != null) {
        forward(report, "quarantine", HELD.encode(report.held()), QUARANTINE);
      }
      context.listener().reported(report.adaptation());
    }
    moved.forEach(positions()::put);
    waiting.clear();
    shredded.clear();
    moved.clear();
    store().setUnreported(false);
    FaultPoint.REPORT.reached();
    streams().commit();
  }

  private void forward(Report report, String type, byte[] value, String sink) {
    Adaptation adaptation = report.adaptation();
    streams()
        .forward(
            new Record<>(
                dev.freshet.ingest.records.Lane.key(adaptation.lane()),
                value,
                streams().currentSystemTimeMs(),
                CloudEvents.headers(
                    adaptation.lane() + "/" + report.at(),
                    "/freshet/adapter",
                    type,
                    adaptation.time(),
                    CloudEvents.JSON)),
            sink);
  }

  private void deleteKey(byte[] name) {
    streams().forward(new Record<>(name, null, streams().currentSystemTimeMs()), KEYS);
  }

  private ProcessorContext<byte[], byte[]> streams() {
    return present(streams);
  }

  private LaneStore store() {
    return present(store);
  }

  private KeyValueStore<String, LanePosition> positions() {
    return present(positions);
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("init has not been called");
    }
    return value;
  }
}
