package dev.freshet.learner.gate;

import dev.freshet.config.GateSettings;
import dev.freshet.config.GateSettings.Policy;
import dev.freshet.learner.gate.Comparisons.Comparison;
import dev.freshet.learner.gate.Judgement.Verdict;
import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate that scores novelty. A document is compared with what is usual in its lane, in its own
 * topic and in every kind of documents that was let in; the comparison that it passes best counts.
 * What is learned moves what is usual; what is held back does not.
 *
 * <p>A kind begins with documents that somebody let in, or whose topic was accepted, under that
 * topic's name. It stands apart from the usual documents of the topic, and knows its own under any
 * topic.
 */
public final class NoveltyGate implements Gate {
  /** Older documents fade from what is usual. */
  private static final int REMEMBERED = 1000;

  /** So many documents of an accepted topic come in unjudged. */
  private static final int ACCEPTED_UNJUDGED = 3;

  /**
   * Only a document that this share was more novel than moves what is usual: one that is not quite
   * novel enough to be held back would draw it towards its own kind.
   */
  private static final double MOVES_USUAL = 0.1;

  /** Before so many documents, deviations mean nothing. */
  private static final int FIRST_RANKED = 10;

  private static final long SEED = CounterRandom.seedOf("gate.smoothing");

  private final GateSettings settings;
  private final Projection projection;
  private final KindStart start;

  /**
   * @param width of the model's hidden states
   */
  public NoveltyGate(GateSettings settings, int width) {
    this(settings, width, KindStart.metaTrained());
  }

  /** With another start of kinds, to compare. */
  public NoveltyGate(GateSettings settings, int width, KindStart start) {
    this.settings = settings;
    this.projection = new Projection(width);
    this.start = start;
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public boolean judgesFirst(Candidate candidate) {
    return settings.policyOf(candidate.topic()) != Policy.OBSERVE && !candidate.accepted();
  }

  @Override
  public Optional<Judgement> beforeReading(Candidate candidate, GateState state) {
    return judgesFirst(candidate) && state.seen().has(SeenTexts.hash(candidate.text().text()))
        ? Optional.of(Judgement.of(Verdict.SKIP_DUPLICATE))
        : Optional.empty();
  }

  @Override
  public Judged judge(Candidate candidate, Reading reading, GateState state) {
    double[] values = NoveltyScores.values(reading);
    double[] point = projection.of(reading.hidden());
    if (!NoveltyScores.areFinite(values) || !Arrays.stream(point).allMatch(Double::isFinite)) {
      // A loss that is no number: the step's guards refuse it.
      return new Judged(Judgement.of(Verdict.LEARN), state);
    }
    String topic = candidate.topic();
    GateState before =
        candidate.accepted() ? state.accepting(topic, settings.rememberedTopics()) : state;
    Comparisons comparisons = Comparisons.of(before, start, reading, values, point);
    Comparison best = comparisons.best(topic);
    Evidence evidence = evidence(before, topic, best.novelty());
    Verdict verdict = verdict(candidate, reading, before, evidence);
    GateState after =
        verdict == Verdict.SKIP_KNOWN
            ? before
            : verdict == Verdict.LEARN
                ? learned(candidate, comparisons, best, evidence)
                : heldBack(before, topic, best.novelty(), evidence);
    return new Judged(
        new Judgement(
            verdict,
            evidence.novelty(),
            best.novelty(),
            NoveltyScores.named(best.deviations()),
            verdict == Verdict.HOLD_BACK ? nearest(before, point) : null,
            evidence.laneShift() >= ShiftEvidence.ALARM),
        after);
  }

  /**
   * What a document's rank says.
   *
   * @param p conformal; 1 where nothing is known yet
   * @param laneShift the lane's evidence after it, {@code topicShift} its topic's
   */
  private record Evidence(
      @Nullable Double novelty, double p, double laneShift, double topicShift) {}

  private Evidence evidence(GateState state, String topic, double score) {
    if (state.calibration().size() == 0) {
      return new Evidence(null, 1, 0, 0);
    }
    double p = state.calibration().p(score);
    double draw = new CounterRandom(SEED, state.documents()).nextDouble();
    double smoothed = state.calibration().smoothedP(score, draw);
    return new Evidence(
        1 - p,
        p,
        ShiftEvidence.after(state.shift(), smoothed),
        ShiftEvidence.after(state.topics().of(topic).shift(), smoothed));
  }

  private Verdict verdict(
      Candidate candidate, Reading reading, GateState state, Evidence evidence) {
    if (!judgesFirst(candidate)) {
      return Verdict.LEARN;
    }
    double loss = Arrays.stream(reading.losses()).average().orElse(Double.MAX_VALUE);
    if (loss < settings.knownLoss()) {
      return Verdict.SKIP_KNOWN;
    }
    boolean unjudged =
        state.documents() < settings.warmUp()
            || isNew(state, candidate.topic())
            || letsItselfIn(candidate.topic(), evidence);
    return evidence.p() > settings.falseQuarantine() || unjudged
        ? Verdict.LEARN
        : Verdict.HOLD_BACK;
  }

  /** Whether a topic was accepted and is hardly known: it has to be known a little. */
  private static boolean isNew(GateState state, String topic) {
    Baseline own = state.topics().of(topic);
    double known = own.documents() + state.kinds().of(topic).documents();
    return own.accepted() && known < ACCEPTED_UNJUDGED;
  }

  /** Under `adapt`, a topic that has kept on being novel is the new usual. */
  private boolean letsItselfIn(String topic, Evidence evidence) {
    return settings.policyOf(topic) == Policy.ADAPT && evidence.topicShift() >= ShiftEvidence.ALARM;
  }

  private GateState learned(
      Candidate candidate, Comparisons comparisons, Comparison best, Evidence evidence) {
    GateState state = comparisons.state();
    String topic = candidate.topic();
    Baseline own = state.topics().of(topic);
    boolean letsItselfIn = letsItselfIn(topic, evidence);
    boolean chosen = candidate.accepted() || isNew(state, topic) || letsItselfIn;
    if (letsItselfIn) {
      own = own.asAccepted();
    }
    double[] point = comparisons.point();
    boolean resembles = evidence.p() > MOVES_USUAL;
    boolean isUsual = resembles && !chosen && best.kind() == null;
    Baseline moved = isUsual ? own.with(best.values(), point, REMEMBERED) : own;
    // What somebody chose is no draw from the stream: its rank would lift the bar for all others.
    boolean ranked =
        !chosen && state.documents() >= Math.max(settings.warmUp() * 4L / 5, FIRST_RANKED);
    return new GateState(
        state.documents() + 1,
        isUsual ? state.usual().with(best.values(), point, REMEMBERED) : state.usual(),
        isUsual ? widened(state, point) : state.spread(),
        ranked ? state.calibration().with(best.novelty()) : state.calibration(),
        state
            .topics()
            .with(
                topic, moved.withShift(calmed(evidence.topicShift())), settings.rememberedTopics()),
        resembles && best.kind() != null
            ? joined(comparisons, best.kind())
            : chosen ? joined(comparisons, topic) : state.kinds(),
        state.seen().with(SeenTexts.hash(candidate.text().text())),
        calmed(evidence.laneShift()));
  }

  /** The kinds, one of them with the document at hand. */
  private TopicMemory joined(Comparisons comparisons, String name) {
    TopicMemory kinds = comparisons.state().kinds();
    double[] values = comparisons.besideKind(name).values();
    Baseline kind = kinds.of(name).with(values, comparisons.point(), REMEMBERED);
    return kinds.with(name, kind, settings.rememberedTopics());
  }

  /** The spread with one document more, around a centre that moves with it (Welford 1962). */
  private static Spread widened(GateState state, double[] point) {
    double[] centre = state.usual().centre();
    double step = 1 / Math.min(state.usual().documents() + 1, REMEMBERED);
    double[] deviation = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      deviation[i] = Math.sqrt(1 - step) * (point[i] - centre[i]);
    }
    return state.spread().with(deviation, REMEMBERED);
  }

  private GateState heldBack(GateState state, String topic, double score, Evidence evidence) {
    // A topic that has moved says nothing of the usual, and goes on being a topic that has moved.
    boolean moved = evidence.topicShift() >= ShiftEvidence.ALARM;
    Baseline own =
        state.topics().of(topic).withShift(Math.min(ShiftEvidence.MOST, evidence.topicShift()));
    return new GateState(
        state.documents() + 1,
        state.usual(),
        state.spread(),
        moved ? state.calibration() : state.calibration().withHeld(score),
        state.topics().with(topic, own, settings.rememberedTopics()),
        state.kinds(),
        state.seen(),
        calmed(evidence.laneShift()));
  }

  /** After an alarm the evidence begins anew. */
  private static double calmed(double evidence) {
    return evidence >= ShiftEvidence.ALARM ? 0 : evidence;
  }

  private static @Nullable String nearest(GateState state, double[] point) {
    @Nullable Metric metric = Comparisons.metric(state);
    if (metric == null) {
      return null;
    }
    String nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (TopicMemory memory : List.of(state.topics(), state.kinds())) {
      for (var known : memory.byName().entrySet()) {
        double distance = metric.squared(point, known.getValue().centre());
        if (known.getValue().documents() > 0 && distance < least) {
          least = distance;
          nearest = known.getKey();
        }
      }
    }
    return nearest;
  }
}
