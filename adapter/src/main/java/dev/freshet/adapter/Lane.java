package dev.freshet.adapter;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Adaptation.TokenWeight;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.StepOutcome.DocumentReading;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
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
  private final List<Waiting> batch = new ArrayList<>();
  private FoldRules rules;
  private LaneState state;
  private long lastSeq;

  /** A record that waits for its batch; without a text where there is nothing to predict in it. */
  private record Waiting(LogRecord record, Document document, @Nullable EncodedText text) {}

  Lane(String name, FoldContext context, FoldRules rules, LaneState state) {
    this.name = name;
    this.context = context;
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
    return batch.isEmpty();
  }

  /** The number of the last record that came, learned or waiting. */
  long lastSeq() {
    return lastSeq;
  }

  /**
   * Takes the next record.
   *
   * @return what is now decided: nothing while a batch fills, all documents of a batch at its end
   */
  List<Adaptation> take(LogRecord record, long offset) {
    lastSeq = record.seq();
    if (record.entry() instanceof Document document) {
      return accept(record, document, offset);
    }
    boolean endsBatch =
        record.entry() instanceof Control.Flush || record.entry() instanceof Control.SettingsChange;
    List<Adaptation> decided = endsBatch ? learn(offset) : List.of();
    if (batch.isEmpty()) {
      state = state.at(record.seq(), offset);
    }
    if (record.entry() instanceof Control.SettingsChange change) {
      adopt(change);
    }
    Undoing.of(record)
        .ifPresent(undoing -> state = state.in(state.lineage().awaiting(undoing.seq())));
    return decided;
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
    return lane;
  }

  /** Says that this lineage, a side until now, is the lane. */
  void switched() {
    state = state.in(state.lineage().switched());
  }

  /** The report that a document which was decided on before is undone. */
  Adaptation undone(Survey.Undone document) {
    return new Adaptation(
        document.id(),
        name,
        document.topic(),
        Decision.ROLLED_BACK,
        "undone by record " + document.by(),
        state.step(),
        document.seq(),
        false,
        0,
        document.time(),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        0,
        rules.weighting().name());
  }

  /** Goes on under other settings; the steps before them were taken under the old ones. */
  private void adopt(Control.SettingsChange change) {
    Ground logged = Ground.of(change.values());
    context.requireModel(name, logged.baseModel(), logged.tokenizer());
    rules = context.rules(logged);
    try (Scope scope = Scope.on(context.device())) {
      state = state.with(rules.takeOver(state.learned()).adoptedBy(state.arena()));
    }
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

  private List<Adaptation> accept(LogRecord record, Document document, long offset) {
    long start = System.nanoTime();
    EncodedText text = context.tokenizer().encode(document.text());
    batch.add(new Waiting(record, document, text.length() < 2 ? null : text));
    long learnable = batch.stream().filter(waiting -> waiting.text() != null).count();
    boolean complete = learnable == rules.batch() || learnable == 0;
    List<Adaptation> decided = complete ? learn(offset) : List.of();
    long tokens = decided.stream().mapToLong(Adaptation::tokens).sum();
    context.listener().computed(name, start, System.nanoTime(), tokens);
    return decided;
  }

  /** Takes one step on the waiting documents, and decides on them all. */
  private List<Adaptation> learn(long offset) {
    if (batch.isEmpty()) {
      return List.of();
    }
    long start = System.nanoTime();
    List<EncodedText> texts =
        batch.stream().map(Waiting::text).filter(Objects::nonNull).map(Lane::present).toList();
    StepOutcome outcome = texts.isEmpty() ? null : step(texts);
    double millis = (System.nanoTime() - start) / 1e6;
    List<Adaptation> decided = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < batch.size(); i++) {
      boolean last = i == batch.size() - 1;
      Waiting waiting = batch.get(i);
      decided.add(
          waiting.text() == null || outcome == null
              ? skipped(waiting, last, "it has no token to predict")
              : decided(waiting, outcome, next++, last, millis));
    }
    state = state.at(lastOfBatch(), offset);
    batch.clear();
    return decided;
  }

  private StepOutcome step(List<EncodedText> texts) {
    Arena arena = Arena.on(context.device());
    try (Scope scope = Scope.on(context.device())) {
      StepOutcome outcome = rules.step().take(state.learned(), rules.weighting(), texts);
      double loss = outcome.readings().stream().mapToDouble(DocumentReading::meanLoss).sum();
      if (outcome instanceof StepOutcome.Taken taken) {
        Arena before = state.arena();
        state = state.stepped(taken.learned().adoptedBy(arena), arena);
        before.close();
        chain(loss, taken.gradientNorm());
      } else if (outcome instanceof StepOutcome.Refused refused) {
        arena.close();
        chain(loss, refused.gradientNorm());
      } else {
        arena.close();
      }
      return outcome;
    }
  }

  private static EncodedText present(@Nullable EncodedText text) {
    if (text == null) {
      throw new AssertionError("only documents with tokens to predict are learned");
    }
    return text;
  }

  private void chain(double loss, double gradientNorm) {
    state =
        state.withFingerprint(
            Fingerprint.next(state.fingerprint(), lastOfBatch(), loss, gradientNorm));
  }

  private long lastOfBatch() {
    return batch.get(batch.size() - 1).record().seq();
  }

  private Adaptation skipped(Waiting waiting, boolean last, String reason) {
    return adaptation(waiting, last, Decision.SKIPPED, reason, null, null, null, null, 0);
  }

  private Adaptation decided(
      Waiting waiting, StepOutcome outcome, int index, boolean last, double millis) {
    DocumentReading reading = outcome.readings().get(index);
    if (outcome instanceof StepOutcome.Empty
        || (outcome instanceof StepOutcome.Taken && !reading.hasWeight())) {
      return skipped(waiting, last, "the weighting gave every token 0");
    }
    if (outcome instanceof StepOutcome.Taken taken) {
      return adaptation(
          waiting,
          last,
          Decision.TRAINED,
          null,
          reading,
          taken.gradientNorm(),
          taken.updateNorm(),
          taken.weightNorm() / context.baseNorm(),
          millis);
    }
    StepOutcome.Refused refused = (StepOutcome.Refused) outcome;
    return adaptation(
        waiting,
        last,
        Decision.REJECTED,
        refused.reason(),
        reading,
        finite(refused.gradientNorm()),
        null,
        null,
        millis);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private Adaptation adaptation(
      Waiting waiting,
      boolean last,
      Decision decision,
      @Nullable String reason,
      @Nullable DocumentReading reading,
      @Nullable Double gradientNorm,
      @Nullable Double updateNorm,
      @Nullable Double weightGrowth,
      double millis) {
    Document document = waiting.document();
    if (waiting.text() != null && reading != null) {
      context.listener().weighed(name, document, waiting.text(), reading.weights());
    }
    return new Adaptation(
        document.id(),
        name,
        document.topic(),
        decision,
        reason,
        state.step(),
        waiting.record().seq(),
        last,
        reading == null ? 0 : reading.tokens(),
        document.time(),
        reading == null || reading.tokens() == 0 ? null : finite(reading.meanLoss()),
        null,
        waiting.text() == null || reading == null
            ? List.of()
            : heaviest(waiting.text(), reading.weights()),
        gradientNorm,
        updateNorm,
        weightGrowth,
        millis,
        rules.weighting().name());
  }

  private List<TokenWeight> heaviest(EncodedText text, float[] weights) {
    return IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -weights[i]).thenComparing(i -> i))
        .limit(context.reportedWeights())
        .map(
            i -> {
              int from = text.starts()[i + 1];
              int to = text.ends()[i + 1];
              return new TokenWeight(text.text().substring(from, to), weights[i], from, to);
            })
        .toList();
  }

  @Override
  public void close() {
    state.arena().close();
  }
}
