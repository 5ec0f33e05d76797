package dev.freshet.evaluator;

import static dev.freshet.evaluator.EvaluatorTopology.SUMMARISE;
import static dev.freshet.evaluator.EvaluatorTopology.UPTAKE;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.learner.snapshot.SnapshotSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The second node: remembers probes, scores those of a document once it was learned from, and gives
 * the step's snapshot back.
 *
 * <p>A learner of the same process waits for its snapshots to be given back, so every adaptation
 * gives one back, whatever is in it and whatever happens to its probes. A probe that finds no
 * snapshot, for instance after a restart, waits for its lane's next one; its row then says how late
 * it was scored. Probes that name no document are remembered and not asked here.
 *
 * <p>A document that comes in without probes gets some written; they go as soon as it has its own,
 * is told anew, or is to be forgotten.
 */
final class Evaluate implements Processor<byte[], Object, byte[], Object> {
  static final String PROBES_STORE = "probes";
  static final String TRAINED_STORE = "trained-documents";

  private final EvaluatorSettings settings;
  private final SnapshotSource snapshots;
  private final ProbeScorer scorer;
  private final WrittenProbes written;
  private ProcessorContext<byte[], Object> context;
  private EvaluatorMetrics metrics;
  private RememberedProbes probes;
  private BoundedStore<Due> trained;
  private DueProbes due;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  Evaluate(EvaluatorSettings settings, SnapshotSource snapshots, ProbeScorer scorer) {
    this.settings = settings;
    this.snapshots = snapshots;
    this.scorer = scorer;
    this.written = new WrittenProbes(settings.writtenProbes());
  }

  @Override
  public void init(ProcessorContext<byte[], Object> context) {
    this.context = context;
    this.metrics = new EvaluatorMetrics(context);
    KeyValueStore<String, Aged<RememberedProbe>> asked = context.getStateStore(PROBES_STORE);
    KeyValueStore<String, Aged<Due>> learned = context.getStateStore(TRAINED_STORE);
    this.probes = new RememberedProbes(new BoundedStore<>(asked, settings.rememberedProbes()));
    this.due = new DueProbes(snapshots, scorer, probes, metrics);
    this.trained = new BoundedStore<>(learned, settings.rememberedProbes());
  }

  @Override
  public void process(Record<byte[], Object> record) {
    Arrival arrival = (Arrival) record.value();
    if (arrival instanceof Arrival.Asked asked) {
      write(record, remember(asked.lane(), asked.probe()));
    } else if (arrival instanceof Arrival.Withdrawn withdrawn) {
      probes.remove(withdrawn.lane(), withdrawn.probeId());
    } else if (arrival instanceof Arrival.Entered entered) {
      enter(entered.lane(), entered.document());
    } else if (arrival instanceof Arrival.Forgotten forgotten) {
      dropWritten(forgotten.lane(), forgotten.documentId());
    } else if (arrival instanceof Arrival.Decided decided) {
      Adaptation adaptation = decided.adaptation();
      try {
        write(record, evaluate(adaptation));
      } finally {
        long done = adaptation.lastOfStep() ? adaptation.step() : adaptation.step() - 1;
        snapshots.release(adaptation.lane(), done);
      }
    } else if (arrival instanceof Arrival.Lost lost) {
      giveBackOldest(lost.lane());
    }
  }

  /** An unreadable adaptation stands for the lane's oldest snapshot: all before were given back. */
  private void giveBackOldest(String lane) {
    snapshots.find(lane, 0).ifPresent(oldest -> snapshots.release(lane, oldest.step()));
  }

  /** Writes probes for a document that has none of its own. */
  private void enter(String lane, Document document) {
    dropWritten(lane, document.id());
    if (probes.ofDocument(lane, document.id()).isEmpty()) {
      written.of(document).forEach(probe -> put(new RememberedProbe(lane, probe, null)));
    }
  }

  private void dropWritten(String lane, String documentId) {
    probes.ofDocument(lane, documentId).stream()
        .map(RememberedProbe::probe)
        .filter(WrittenProbes::isWritten)
        .forEach(probe -> probes.remove(lane, probe.id()));
  }

  private void put(RememberedProbe probe) {
    for (int forgotten = probes.put(probe); forgotten > 0; forgotten--) {
      metrics.forgotten();
    }
  }

  /** Remembers a probe; one that comes after its document is due at once. */
  private List<UptakeRow> remember(String lane, Probe probe) {
    if (probes.knows(lane, probe)) {
      return List.of();
    }
    if (probe.documentId() != null) {
      dropWritten(lane, probe.documentId());
    }
    RememberedProbe remembered = new RememberedProbe(lane, probe, null);
    put(remembered);
    @Nullable Due step =
        probe.documentId() == null
            ? null
            : trained.get(RememberedProbes.documentKey(lane, probe.documentId()));
    return step == null ? List.of() : due.rows(List.of(remembered.waitingFor(step)));
  }

  private List<UptakeRow> evaluate(Adaptation adaptation) {
    String lane = adaptation.lane();
    String document = RememberedProbes.documentKey(lane, adaptation.documentId());
    Due step = new Due(adaptation.step(), adaptation.time());
    List<RememberedProbe> ofDocument = probes.ofDocument(lane, adaptation.documentId());
    List<RememberedProbe> asked = new ArrayList<>();
    switch (adaptation.decision()) {
      case TRAINED -> {
        trained.put(document, step);
        ofDocument.forEach(probe -> asked.add(probe.waitingFor(step)));
      }
      case ROLLED_BACK -> {
        trained.remove(document);
        ofDocument.forEach(probes::settle);
      }
      case QUARANTINED, SKIPPED, REJECTED -> {}
    }
    for (RememberedProbe waiting : probes.waiting(lane, settings.batch())) {
      if (asked.stream().noneMatch(probe -> probe.key().equals(waiting.key()))) {
        asked.add(waiting);
      }
    }
    return due.rows(asked);
  }

  /**
   * Forwards rows. Their records carry the time of writing, by which topics are cleaned up; the
   * document's own time, which may be years back, is in the row.
   */
  private void write(Record<byte[], Object> record, List<UptakeRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Record<byte[], Object> written = record.withTimestamp(context.currentSystemTimeMs());
    for (UptakeRow row : rows) {
      context.forward(written.<Object>withValue(row).withHeaders(headers(row)), UPTAKE);
      metrics.scored();
    }
    context.forward(written.<Object>withValue(rows), SUMMARISE);
    // All scoring is done: the transaction that the first row opened may end at once.
    context.commit();
  }

  private static Headers headers(UptakeRow row) {
    String id =
        String.join(
            "/",
            row.lane(),
            row.probeId(),
            Long.toString(row.stepAsked()),
            Long.toString(row.stepScored()));
    return CloudEvents.headers(
        id, EvaluatorTopology.WRITER, "uptake", row.time(), CloudEvents.JSON);
  }
}
