package dev.freshet.evaluator;

import static dev.freshet.evaluator.EvaluatorTopology.SUMMARISE;
import static dev.freshet.evaluator.EvaluatorTopology.UPTAKE;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.evaluator.ProbeScorer.Scores;
import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.snapshot.Snapshot;
import dev.freshet.learner.snapshot.SnapshotSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second node: remembers probes, scores those of a document once it was learned from, and gives
 * the step's snapshot back.
 *
 * <p>A learner of the same process waits for its snapshots to be given back, so every adaptation
 * gives one back, whatever is in it and whatever happens to its probes. A probe that finds no
 * snapshot, for instance after a restart, waits for its lane's next one; its row then says how late
 * it was scored. Probes that name no document are remembered and not asked here.
 */
final class Evaluate implements Processor<byte[], Object, byte[], Object> {
  static final String PROBES_STORE = "probes";
  static final String TRAINED_STORE = "trained-documents";

  private static final Logger LOG = LoggerFactory.getLogger(Evaluate.class);

  private final EvaluatorSettings settings;
  private final SnapshotSource snapshots;
  private final ProbeScorer scorer;
  private ProcessorContext<byte[], Object> context;
  private EvaluatorMetrics metrics;
  private RememberedProbes probes;
  private BoundedStore<Due> trained;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  Evaluate(EvaluatorSettings settings, SnapshotSource snapshots, ProbeScorer scorer) {
    this.settings = settings;
    this.snapshots = snapshots;
    this.scorer = scorer;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> context) {
    this.context = context;
    this.metrics = new EvaluatorMetrics(context);
    KeyValueStore<String, Aged<RememberedProbe>> asked = context.getStateStore(PROBES_STORE);
    KeyValueStore<String, Aged<Due>> learned = context.getStateStore(TRAINED_STORE);
    this.probes = new RememberedProbes(new BoundedStore<>(asked, settings.rememberedProbes()));
    this.trained = new BoundedStore<>(learned, settings.rememberedProbes());
  }

  @Override
  public void process(Record<byte[], Object> record) {
    Arrival arrival = (Arrival) record.value();
    if (arrival instanceof Arrival.Asked asked) {
      write(record, remember(asked.lane(), asked.probe()));
    } else if (arrival instanceof Arrival.Withdrawn withdrawn) {
      probes.remove(withdrawn.lane(), withdrawn.probeId());
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

  /** Remembers a probe; one that comes after its document is due at once. */
  private List<UptakeRow> remember(String lane, Probe probe) {
    if (probes.knows(lane, probe)) {
      return List.of();
    }
    RememberedProbe remembered = new RememberedProbe(lane, probe, null);
    for (int forgotten = probes.put(remembered); forgotten > 0; forgotten--) {
      metrics.forgotten();
    }
    @Nullable Due due =
        probe.documentId() == null
            ? null
            : trained.get(RememberedProbes.documentKey(lane, probe.documentId()));
    return due == null ? List.of() : rows(List.of(remembered.waitingFor(due)));
  }

  private List<UptakeRow> evaluate(Adaptation adaptation) {
    String lane = adaptation.lane();
    String document = RememberedProbes.documentKey(lane, adaptation.documentId());
    Due due = new Due(adaptation.step(), adaptation.time());
    List<RememberedProbe> ofDocument = probes.ofDocument(lane, adaptation.documentId());
    List<RememberedProbe> asked = new ArrayList<>();
    switch (adaptation.decision()) {
      case TRAINED -> {
        trained.put(document, due);
        ofDocument.forEach(probe -> asked.add(probe.waitingFor(due)));
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
    return rows(asked);
  }

  /** Rows of what is due and finds a snapshot; what finds none waits for its lane's next one. */
  private List<UptakeRow> rows(List<RememberedProbe> due) {
    Map<Snapshot, List<RememberedProbe>> bySnapshot = new LinkedHashMap<>();
    for (RememberedProbe probe : due) {
      Optional<Snapshot> found = snapshots.find(probe.lane(), due(probe).step());
      if (found.isPresent()) {
        bySnapshot.computeIfAbsent(found.get(), snapshot -> new ArrayList<>()).add(probe);
      } else {
        probes.await(probe, due(probe));
        metrics.deferred();
      }
    }
    List<UptakeRow> rows = new ArrayList<>();
    bySnapshot.forEach((snapshot, asked) -> rows.addAll(scored(snapshot, asked)));
    return rows;
  }

  private List<UptakeRow> scored(Snapshot snapshot, List<RememberedProbe> asked) {
    asked.forEach(probes::settle);
    List<Question> questions =
        asked.stream()
            .map(probe -> new Question(probe.probe().question(), probe.probe().answers()))
            .toList();
    List<Scores> scores;
    try {
      scores = scorer.score(snapshot, questions);
    } catch (RuntimeException e) {
      LOG.warn("{} probes of lane {} cannot be scored", asked.size(), snapshot.lane(), e);
      asked.forEach(probe -> metrics.failed());
      return List.of();
    }
    List<UptakeRow> rows = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (scores.get(i).areFinite()) {
        rows.add(row(asked.get(i), snapshot.step(), scores.get(i)));
      } else {
        metrics.failed();
      }
    }
    return rows;
  }

  private static UptakeRow row(RememberedProbe remembered, long scoredStep, Scores scores) {
    Probe probe = remembered.probe();
    Due due = due(remembered);
    AnswerScore base = scores.base();
    AnswerScore now = scores.now();
    return new UptakeRow(
        probe.id(),
        probe.documentId(),
        remembered.lane(),
        probe.topic(),
        due.step(),
        scoredStep,
        scoredStep - due.step(),
        base.nll(),
        now.nll(),
        base.nll() - now.nll(),
        now.tokens(),
        base.f1(),
        now.f1(),
        base.exactMatch(),
        now.exactMatch(),
        base.answer(),
        now.answer(),
        due.time());
  }

  private static Due due(RememberedProbe probe) {
    @Nullable Due due = probe.waitsFor();
    if (due == null) {
      throw new IllegalStateException("probe " + probe.key() + " is not due");
    }
    return due;
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
