package dev.freshet.evaluator;

import static dev.freshet.evaluator.EvaluatorTopology.SUMMARISE;
import static dev.freshet.evaluator.EvaluatorTopology.UPTAKE;
import static dev.freshet.evaluator.EvaluatorTopology.WATCH;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.learner.snapshot.Snapshot;
import dev.freshet.learner.snapshot.SnapshotSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The second node: remembers probes, scores those of a document once it was learned from and those
 * that a later lag has come for, and gives the step's snapshot back.
 *
 * <p>A learner of the same process waits for its snapshots to be given back, so every adaptation
 * gives one back, whatever is in it and whatever happens to its probes. A probe that finds no
 * snapshot, for instance after a restart, waits for its lane's next one; its row then says how late
 * it was scored. Where the learner is another process that is the rule, so one looks for snapshots
 * now and then as well: the last of a stream comes after the last record. Probes that name no
 * document are remembered and not asked here.
 *
 * <p>A document that comes in without probes gets some written; they go as soon as it has its own,
 * is told anew, or is to be forgotten.
 */
final class Evaluate implements Processor<byte[], Object, byte[], Object> {
  static final String PROBES_STORE = "probes";
  static final String TRAINED_STORE = "trained-documents";
  static final String RETESTS_STORE = "retests";
  static final String TOPICS_STORE = "touched-topics";

  /** Between two looks for snapshots that come later than their step's adaptations. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final EvaluatorSettings settings;
  private final SnapshotSource snapshots;
  private final ProbeScorer scorer;
  private final WrittenProbes written;
  private final @Nullable Reference reference;
  private final Map<String, Long> lastSteps = new HashMap<>();
  private ProcessorContext<byte[], Object> context;
  private EvaluatorMetrics metrics;
  private RememberedProbes probes;
  private BoundedStore<Due> trained;
  private TouchedTopics touched;
  private DueProbes due;
  private LaterLags later;
  private Beforehand beforehand;

  @SuppressWarnings("NullAway.Init") // init() comes before any record
  Evaluate(
      EvaluatorSettings settings,
      SnapshotSource snapshots,
      ProbeScorer scorer,
      @Nullable Reference reference) {
    this.settings = settings;
    this.snapshots = snapshots;
    this.scorer = scorer;
    this.written = new WrittenProbes(settings.writtenProbes());
    this.reference = reference;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> context) {
    this.context = context;
    this.metrics = new EvaluatorMetrics(context);
    this.probes = new RememberedProbes(store(PROBES_STORE, settings.rememberedProbes()));
    this.trained = store(TRAINED_STORE, settings.rememberedProbes());
    this.touched = new TouchedTopics(store(TOPICS_STORE, settings.rememberedProbes()));
    Rivals rivals = new Rivals(probes, scorer, settings.distractors());
    this.due = new DueProbes(snapshots, scorer, probes, rivals, metrics);
    this.later =
        new LaterLags(
            new LagSchedule(settings.lagSteps()),
            new Retests(store(RETESTS_STORE, settings.pendingProbes())),
            probes,
            touched,
            metrics);
    this.beforehand = new Beforehand(probes, upcoming(), scorer);
    lastSteps.putAll(touched.lastSteps());
    if (snapshots.comesLater()) {
      context.schedule(
          LOOK_EVERY,
          PunctuationType.WALL_CLOCK_TIME,
          now ->
              lastSteps
                  .keySet()
                  .forEach(lane -> write(look(lane, new ArrayList<>(), settings.probesPerStep()))));
    }
  }

  private <V> BoundedStore<V> store(String name, int capacity) {
    KeyValueStore<String, Aged<V>> kept = context.getStateStore(name);
    return new BoundedStore<>(kept, capacity);
  }

  private Upcoming upcoming() {
    Upcoming upcoming = new Upcoming(probes);
    probes.forEach(
        remembered -> {
          @Nullable String document = remembered.probe().documentId();
          if (document != null
              && trained.get(RememberedProbes.documentKey(remembered.lane(), document)) == null) {
            upcoming.expect(remembered.lane(), document);
          }
        });
    return upcoming;
  }

  @Override
  public void process(Record<byte[], Object> record) {
    Arrival arrival = (Arrival) record.value();
    if (arrival instanceof Arrival.Asked asked) {
      write(new Evaluated(asked.lane(), remember(asked.lane(), asked.probe()), null));
    } else if (arrival instanceof Arrival.Withdrawn withdrawn) {
      @Nullable RememberedProbe known = probes.remove(withdrawn.lane(), withdrawn.probeId());
      if (known != null) {
        later.forget(known);
      }
    } else if (arrival instanceof Arrival.Entered entered) {
      enter(entered.lane(), entered.document());
    } else if (arrival instanceof Arrival.Forgotten forgotten) {
      dropWritten(forgotten.lane(), forgotten.documentId());
    } else if (arrival instanceof Arrival.Decided decided) {
      Adaptation adaptation = decided.adaptation();
      try {
        write(evaluate(adaptation));
      } finally {
        long done = adaptation.lastOfStep() ? adaptation.step() : adaptation.step() - 1;
        snapshots.release(adaptation.lane(), done);
      }
    } else if (arrival instanceof Arrival.Lost lost) {
      // It stands for the lane's oldest snapshot: all before were given back.
      snapshots.releaseOldest(lost.lane());
    }
  }

  /** Writes probes for a document that has none of its own. */
  private void enter(String lane, Document document) {
    dropWritten(lane, document.id());
    if (probes.ofDocument(lane, document.id()).isEmpty()) {
      written.of(document).forEach(probe -> put(new RememberedProbe(lane, probe, null, null)));
      beforehand.expect(lane, document.id());
    }
  }

  private void dropWritten(String lane, String documentId) {
    probes.ofDocument(lane, documentId).stream()
        .filter(known -> WrittenProbes.isWritten(known.probe()))
        .forEach(
            known -> {
              probes.remove(lane, known.probe().id());
              later.forget(known);
            });
  }

  private void put(RememberedProbe probe) {
    later.forget(probe);
    for (int forgotten = probes.put(probe); forgotten > 0; forgotten--) {
      metrics.forgotten();
    }
  }

  /** Remembers a probe; one that comes after its document is due at once. */
  private List<UptakeRow> remember(String lane, Probe probe) {
    if (probes.knows(lane, probe)) {
      return List.of();
    }
    if (probe.documentId() != null && !WrittenProbes.isWritten(probe)) {
      dropWritten(lane, probe.documentId());
    }
    RememberedProbe remembered = new RememberedProbe(lane, probe, null, null);
    put(remembered);
    @Nullable String document = probe.documentId();
    if (document == null) {
      return List.of();
    }
    @Nullable Due step = trained.get(RememberedProbes.documentKey(lane, document));
    if (step == null) {
      beforehand.expect(lane, document);
      return List.of();
    }
    return scored(List.of(Asking.first(remembered.waitingFor(step))));
  }

  private Evaluated evaluate(Adaptation adaptation) {
    String lane = adaptation.lane();
    List<Asking> asked = new ArrayList<>();
    decided(adaptation, probes.ofDocument(lane, adaptation.documentId()), asked);
    if (adaptation.lastOfStep()) {
      lastSteps.put(lane, adaptation.step());
    }
    // While an alarm of its signals holds for a topic, more is asked at its steps.
    boolean alarmed = adaptation.stepFactor() != null;
    return look(lane, asked, alarmed ? settings.alarmedProbesPerStep() : settings.probesPerStep());
  }

  /**
   * Scores what is asked, and what else is due of a lane; measures where it stands by the newest
   * weights whose decisions are all known.
   *
   * @param most probes scored besides those asked
   */
  private Evaluated look(String lane, List<Asking> asked, int most) {
    Set<String> keys = new HashSet<>();
    asked.forEach(asking -> keys.add(asking.probe().key()));
    for (RememberedProbe waiting : probes.waiting(lane, settings.batch())) {
      if (keys.add(waiting.key())) {
        asked.add(Asking.first(waiting));
      }
    }
    try (@Nullable Snapshot snapshot = endOfStep(lane)) {
      if (snapshot == null) {
        return new Evaluated(lane, scored(asked), null);
      }
      List<Asking> retests = later.due(lane, snapshot.step(), most);
      retests.stream().filter(retest -> keys.add(retest.probe().key())).forEach(asked::add);
      List<UptakeRow> rows = scored(asked);
      if (settings.transfer()) {
        beforehand.measure(snapshot, most - retests.size());
      }
      @Nullable ReferenceDamage damage =
          reference == null ? null : reference.measure(snapshot).orElse(null);
      return new Evaluated(lane, rows, damage);
    }
  }

  /** Notes what became of a document, and asks its probes where it was learned from. */
  private void decided(
      Adaptation adaptation, List<RememberedProbe> ofDocument, List<Asking> asked) {
    String lane = adaptation.lane();
    String document = RememberedProbes.documentKey(lane, adaptation.documentId());
    Due step = new Due(adaptation.step(), adaptation.time());
    switch (adaptation.decision()) {
      case TRAINED -> {
        trained.put(document, step);
        touched.touch(lane, adaptation.topic(), step);
        ofDocument.forEach(
            probe -> {
              later.forget(probe);
              asked.add(Asking.first(probe.waitingFor(step)));
            });
      }
      case ROLLED_BACK -> {
        trained.remove(document);
        ofDocument.forEach(
            probe -> {
              probes.settle(probe);
              later.forget(probe);
            });
      }
      case QUARANTINED, SKIPPED, REJECTED -> {}
    }
    beforehand.came(lane, adaptation.documentId());
  }

  /**
   * The weights after the last step that has ended, or an earlier one; null where none are left.
   */
  private @Nullable Snapshot endOfStep(String lane) {
    @Nullable Long last = lastSteps.get(lane);
    return last == null ? null : snapshots.latest(lane, last).orElse(null);
  }

  private List<UptakeRow> scored(List<Asking> asked) {
    List<UptakeRow> rows = due.rows(asked);
    rows.forEach(later::follow);
    return rows;
  }

  @Override
  public void close() {
    if (reference != null) {
      reference.close();
    }
  }

  /**
   * Forwards rows. Their records carry the time of writing, by which topics are cleaned up; the
   * document's own time, which may be years back, is in the row.
   */
  private void write(Evaluated evaluated) {
    if (evaluated.isEmpty()) {
      return;
    }
    Record<byte[], Object> written =
        new Record<>(Lane.key(evaluated.lane()), evaluated, context.currentSystemTimeMs());
    for (UptakeRow row : evaluated.rows()) {
      context.forward(written.<Object>withValue(row).withHeaders(headers(row)), UPTAKE);
      metrics.scored();
    }
    context.forward(written, SUMMARISE);
    context.forward(written, WATCH);
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
