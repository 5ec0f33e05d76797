package dev.freshet.adapter;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SealedDocument;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.StepOutcome.DocumentReading;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lineage of weights: takes the records of its lane in order and learns from them. What it does
 * is a function of the records and the settings alone; nothing else is asked.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Lane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final String name;
  private final FoldContext context;
  private final LaneReports reports;
  private final List<Waiting> batch = new ArrayList<>();
  private FoldRules rules;
  private LaneState state;
  private long lastSeq;

  /** Whether every text of this lineage could be read; if not, another takes its place. */
  private boolean whole = true;

  /**
   * A document that waits for its batch.
   *
   * @param at the number of the record that put it there: its own, or that of a command
   * @param text null where there is nothing to predict in it
   * @param stepFactor what an alarm that holds for its topic asks the step to be multiplied by;
   *     null where none holds
   */
  record Waiting(
      LogRecord record, long at, @Nullable EncodedText text, @Nullable Double stepFactor) {
    Document document() {
      return Shelf.document(record);
    }

    boolean isAccepted() {
      return at != record.seq();
    }
  }

  Lane(String name, FoldContext context, FoldRules rules, LaneState state) {
    this.name = name;
    this.context = context;
    this.reports = new LaneReports(name, context);
    this.rules = rules;
    this.state = state;
    this.lastSeq = state.seq();
  }

  String name() {
    return name;
  }

  LaneState state() {
    return state;
  }

  /** What it steps by, as its log last said. */
  FoldRules rules() {
    return rules;
  }

  void checkpointed(String id) {
    state = state.withCheckpoint(id);
  }

  /** Takes note that nothing happened in this lane up to an offset. */
  void movedTo(long offset) {
    state = state.at(state.seq(), offset);
  }

  /** Whether every record that came is in the weights, so that a checkpoint may be taken. */
  boolean isSettled() {
    return whole && batch.isEmpty();
  }

  /** Whether the weights are those of this lineage: no text of it has been shredded. */
  boolean isWhole() {
    return whole;
  }

  /** The number of the last record that came, learned or waiting. */
  long lastSeq() {
    return lastSeq;
  }

  /**
   * Takes the next record. Without the text of one, nothing more is learned: what the weights were
   * from there cannot be known any more, and need not, since a later switch forgets that text.
   *
   * @return what is now decided: nothing while a batch fills, all documents of a batch at its end
   */
  List<Report> take(LogRecord record, long offset) {
    lastSeq = record.seq();
    if (record.entry() instanceof SealedDocument) {
      whole = false;
      batch.clear();
    }
    if (!whole) {
      return goPast(record);
    }
    if (record.entry() instanceof Document document) {
      return accept(record, document, offset);
    }
    List<Report> decided = new ArrayList<>(endsBatch(record) ? learn(offset) : List.of());
    if (record.entry() instanceof Control.Accept accept) {
      decided.addAll(letIn(accept, record.seq(), offset));
    } else if (record.entry() instanceof Control.Reject reject) {
      decided.addAll(giveUp(reject, record.seq()));
    } else if (record.entry() instanceof Control.Alarm alarm) {
      state = state.with(state.alarms().with(alarm, record.seq(), rules.alarms()));
    }
    if (batch.isEmpty()) {
      state = state.at(record.seq(), offset);
    }
    if (record.entry() instanceof Control.SettingsChange change) {
      adopt(change);
    }
    awaitUndoing(record);
    return decided;
  }

  /** Of a lineage that another is to replace, only what calls for the other one matters. */
  private List<Report> goPast(LogRecord record) {
    awaitUndoing(record);
    return List.of();
  }

  private void awaitUndoing(LogRecord record) {
    Undoing.of(record)
        .ifPresent(undoing -> state = state.in(state.lineage().awaiting(undoing.seq())));
  }

  private static boolean endsBatch(LogRecord record) {
    return record.entry() instanceof Control.Flush
        || record.entry() instanceof Control.SettingsChange
        || record.entry() instanceof Control.Accept;
  }

  /** Learns what was held back, here in the log; its topic is in distribution from now on. */
  private List<Report> letIn(Control.Accept accept, long at, long offset) {
    List<LogRecord> accepted = state.shelf().named(accept.documentId(), accept.topic());
    state = state.with(state.shelf().without(accepted));
    if (accept.topic() != null) {
      GateState gate = state.learned().gate();
      int most = rules.gateSettings().rememberedTopics();
      state = state.with(state.learned().withGate(gate.accepting(accept.topic(), most)));
    }
    List<Report> decided = new ArrayList<>();
    for (LogRecord record : accepted) {
      batch.add(waiting(record, at, context.tokenizer().encode(Shelf.document(record).text())));
      if (batch.size() == rules.batch()) {
        decided.addAll(learn(offset));
      }
    }
    decided.addAll(learn(offset));
    return decided;
  }

  private List<Report> giveUp(Control.Reject reject, long at) {
    List<LogRecord> rejected = state.shelf().named(reject.documentId(), reject.topic());
    state = state.with(state.shelf().without(rejected));
    return rejected.stream()
        .map(record -> reports.rejected(new Waiting(record, at, null, null), state.step(), rules))
        .toList();
  }

  /** Goes past a record that is undone: it takes no step, no place in a batch, no random number. */
  void passOver(LogRecord record, long offset) {
    lastSeq = record.seq();
    if (batch.isEmpty()) {
      state = state.at(record.seq(), offset);
    }
  }

  /** This lane heard by someone else; the object itself is not to be used any more. */
  Lane heardBy(FoldContext other) {
    Lane lane = new Lane(name, other, rules, state);
    lane.batch.addAll(batch);
    lane.lastSeq = lastSeq;
    lane.whole = whole;
    return lane;
  }

  /** Says that this lineage, a side until now, is the lane. */
  void switched() {
    state = state.in(state.lineage().switched());
  }

  /** The report that a document which was decided on before is undone. */
  Adaptation undone(Survey.Undone document) {
    return reports.undone(document, state.step(), rules.weighting().name());
  }

  /** Goes on under other settings; the steps before them were taken under the old ones. */
  void goOnUnder(Ground ground) {
    context.requireModel(name, ground.baseModel(), ground.tokenizer());
    rules = context.rules(ground);
    try (Scope scope = Scope.on(context.device())) {
      state = state.with(rules.takeOver(state.learned()).adoptedBy(state.arena()));
    }
  }

  private void adopt(Control.SettingsChange change) {
    Ground logged = Ground.of(change.values());
    goOnUnder(logged);
    if (!logged.roundsLike(context.ground())) {
      LOG.warn(
          "lane {}: from record {} on the log was folded by build {} with {} threads on {}; this"
              + " is build {} with {} threads on {}, which agrees up to rounding",
          name,
          lastSeq,
          logged.build(),
          logged.threads(),
          logged.instructionSet(),
          context.ground().build(),
          context.ground().threads(),
          context.ground().instructionSet());
    }
  }

  private List<Report> accept(LogRecord record, Document document, long offset) {
    long start = System.nanoTime();
    EncodedText text = context.tokenizer().encode(document.text());
    batch.add(waiting(record, record.seq(), text.length() < 2 ? null : text));
    long learnable = batch.stream().filter(waiting -> waiting.text() != null).count();
    boolean complete = learnable == rules.batch() || learnable == 0;
    List<Report> decided = complete ? learn(offset) : List.of();
    long tokens = decided.stream().mapToLong(report -> report.adaptation().tokens()).sum();
    context.listener().computed(name, start, System.nanoTime(), tokens);
    return decided;
  }

  private Waiting waiting(LogRecord record, long at, @Nullable EncodedText text) {
    boolean alarmed = state.alarms().hold(Shelf.document(record).topic(), at);
    return new Waiting(record, at, text, alarmed ? rules.alarms().stepFactor() : null);
  }

  /** Takes one step on the waiting documents, and decides on them all. */
  private List<Report> learn(long offset) {
    if (batch.isEmpty()) {
      return List.of();
    }
    long start = System.nanoTime();
    List<Candidate> candidates = new ArrayList<>();
    for (Waiting waiting : batch) {
      if (waiting.text() != null) {
        candidates.add(
            new Candidate(
                waiting.document().id(),
                waiting.text(),
                waiting.document().topic(),
                waiting.isAccepted()));
      }
    }
    StepOutcome outcome = candidates.isEmpty() ? null : step(candidates);
    double millis = (System.nanoTime() - start) / 1e6;
    List<Report> decided = reports.of(batch, outcome, state.step(), rules, millis);
    shelve(decided);
    state = state.at(lastOfBatch(), offset);
    batch.clear();
    return decided;
  }

  /** Keeps what was held back, for as long as there is room. */
  private void shelve(List<Report> decided) {
    for (int i = 0; i < decided.size(); i++) {
      if (decided.get(i).held() != null) {
        state = state.with(state.shelf().with(batch.get(i).record(), rules.gateSettings().shelf()));
      }
    }
  }

  private StepOutcome step(List<Candidate> candidates) {
    Arena arena = Arena.on(context.device());
    try (Scope scope = Scope.on(context.device())) {
      StepOutcome outcome =
          rules
              .step()
              .take(state.learned(), rules.weighting(), rules.gate(), candidates, stepFactor());
      double loss = outcome.readings().stream().mapToDouble(DocumentReading::meanLoss).sum();
      if (outcome instanceof StepOutcome.Taken taken) {
        Arena before = state.arena();
        state = state.stepped(taken.learned().adoptedBy(arena), arena);
        before.close();
        chain(loss, taken.gradientNorm());
      } else if (outcome instanceof StepOutcome.Refused refused) {
        arena.close();
        chain(loss, refused.gradientNorm());
      } else if (outcome instanceof StepOutcome.Empty empty) {
        arena.close();
        state = state.with(state.learned().withGate(empty.gate()));
      }
      return outcome;
    }
  }

  /** The mean over the documents that have a text. */
  private double stepFactor() {
    return batch.stream()
        .filter(waiting -> waiting.text() != null)
        .mapToDouble(waiting -> waiting.stepFactor() == null ? 1 : waiting.stepFactor())
        .average()
        .orElse(1);
  }

  private void chain(double loss, double gradientNorm) {
    state =
        state.withFingerprint(
            Fingerprint.next(state.fingerprint(), lastOfBatch(), loss, gradientNorm));
  }

  private long lastOfBatch() {
    return batch.get(batch.size() - 1).at();
  }

  @Override
  public void close() {
    state.arena().close();
  }
}
