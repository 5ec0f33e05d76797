package dev.freshet.learner.gate;

import dev.freshet.config.GateSettings;
import dev.freshet.config.GateSettings.Policy;
import dev.freshet.learner.gate.Judgement.Verdict;
import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate that scores novelty. A document is compared with what is usual in its lane, in its own
 * topic and in every topic that was accepted; the comparison that it passes best counts. What is
 * learned moves what is usual; what is held back does not.
 */
public final class NoveltyGate implements Gate {
  /** Older documents fade from what is usual. */
  private static final int REMEMBERED = 1000;

  /**
   * A topic's own documents count once there are so many, and then as much as the lane: were it
   * fewer, one strange document that slipped in would open the door to the next.
   */
  private static final double TOPIC_STRENGTH = 30;

  /** An accepted topic differs from the lane by what was accepted. */
  private static final double ACCEPTED_STRENGTH = 1;

  /** So many documents of an accepted topic come in unjudged: it has to be known a little. */
  private static final int ACCEPTED_UNJUDGED = 3;

  /**
   * Only a document that this share was more novel than moves what is usual: one that is not quite
   * novel enough to be held back would draw it towards its own kind.
   */
  private static final double MOVES_USUAL = 0.1;

  /** Before so many documents, deviations mean nothing. */
  private static final int FIRST_RANKED = 10;

  /** Of so many documents the covariance is known well enough for distances to mean the same. */
  private static final int METRIC_FROM = 2 * Projection.DIMENSIONS;

  private static final long SEED = CounterRandom.seedOf("gate.smoothing");

  private final GateSettings settings;
  private final Projection projection;

  /**
   * @param width of the model's hidden states
   */
  public NoveltyGate(GateSettings settings, int width) {
    this.settings = settings;
    this.projection = new Projection(width);
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
    Comparison best = new Comparisons(before, topic, reading, values, point).best();
    double score = NoveltyScores.novelty(best.deviations());
    Evidence evidence = evidence(before, topic, score);
    Verdict verdict = verdict(candidate, reading, before, evidence);
    GateState after =
        verdict == Verdict.SKIP_KNOWN
            ? before
            : verdict == Verdict.LEARN
                ? learned(before, candidate, best, point, score, evidence)
                : heldBack(before, topic, score, evidence);
    return new Judged(
        new Judgement(
            verdict,
            evidence.novelty(),
            score,
            NoveltyScores.named(best.deviations()),
            verdict == Verdict.HOLD_BACK ? nearest(before, point) : null,
            evidence.laneShift() >= ShiftEvidence.ALARM),
        after);
  }

  /**
   * A document beside one kind of usual: the values that it has there, and how far off they are.
   */
  private record Comparison(@Nullable String accepted, double[] values, double[] deviations) {}

  /** The comparisons of one document. */
  private record Comparisons(
      GateState state, String topic, Reading reading, double[] values, double[] point) {

    /** The one by which it is the least novel. */
    Comparison best() {
      @Nullable Metric metric =
          state.spread().count() < METRIC_FROM ? null : state.spread().metric();
      Comparison best = with(null, state.usual(), metric);
      for (var known : state.topics().byName().entrySet()) {
        Baseline own = known.getValue();
        boolean counts =
            own.accepted()
                ? own.documents() > 0
                : own.documents() >= TOPIC_STRENGTH && known.getKey().equals(topic);
        if (counts) {
          double strength = own.accepted() ? ACCEPTED_STRENGTH : TOPIC_STRENGTH;
          Comparison other =
              with(
                  own.accepted() ? known.getKey() : null,
                  own.drawnTo(state.usual(), strength),
                  metric);
          best = novelty(other) < novelty(best) ? other : best;
        }
      }
      return best;
    }

    private static double novelty(Comparison comparison) {
      return NoveltyScores.novelty(comparison.deviations());
    }

    private Comparison with(@Nullable String accepted, Baseline usual, @Nullable Metric metric) {
      double distance =
          metric == null
              ? Double.NaN
              : metric.squared(point, usual.centre()) / Projection.DIMENSIONS;
      double[] complete = NoveltyScores.at(distance, reading, values);
      return new Comparison(accepted, complete, usual.deviations(complete));
    }
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
    Baseline topic = state.topics().of(candidate.topic());
    boolean unjudged =
        state.documents() < settings.warmUp()
            || (topic.accepted() && topic.documents() < ACCEPTED_UNJUDGED)
            || letsItselfIn(candidate.topic(), evidence);
    return evidence.p() > settings.falseQuarantine() || unjudged
        ? Verdict.LEARN
        : Verdict.HOLD_BACK;
  }

  /** Under `adapt`, a topic that has kept on being novel is the new usual. */
  private boolean letsItselfIn(String topic, Evidence evidence) {
    return settings.policyOf(topic) == Policy.ADAPT && evidence.topicShift() >= ShiftEvidence.ALARM;
  }

  private GateState learned(
      GateState state,
      Candidate candidate,
      Comparison best,
      double[] point,
      double score,
      Evidence evidence) {
    String topic = candidate.topic();
    Baseline own = state.topics().of(topic);
    if (letsItselfIn(topic, evidence)) {
      own = own.asAccepted();
    }
    String accepted = own.accepted() ? topic : best.accepted();
    boolean moves = own.accepted() || evidence.p() > MOVES_USUAL;
    Baseline moved = moves ? own.with(best.values(), point, REMEMBERED) : own;
    TopicMemory topics =
        state
            .topics()
            .with(
                topic, moved.withShift(calmed(evidence.topicShift())), settings.rememberedTopics());
    boolean isUsual = accepted == null && moves;
    return new GateState(
        state.documents() + 1,
        isUsual ? state.usual().with(best.values(), point, REMEMBERED) : state.usual(),
        isUsual ? widened(state, point) : state.spread(),
        state.documents() < Math.max(settings.warmUp() * 4L / 5, FIRST_RANKED)
            ? state.calibration()
            : state.calibration().with(score),
        topics,
        state.seen().with(SeenTexts.hash(candidate.text().text())),
        calmed(evidence.laneShift()));
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
        state.seen(),
        calmed(evidence.laneShift()));
  }

  /** After an alarm the evidence begins anew. */
  private static double calmed(double evidence) {
    return evidence >= ShiftEvidence.ALARM ? 0 : evidence;
  }

  private static @Nullable String nearest(GateState state, double[] point) {
    if (state.spread().count() < METRIC_FROM) {
      return null;
    }
    Metric metric = state.spread().metric();
    String nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (var known : state.topics().byName().entrySet()) {
      if (known.getValue().documents() > 0) {
        double distance = metric.squared(point, known.getValue().centre());
        if (distance < least) {
          least = distance;
          nearest = known.getKey();
        }
      }
    }
    return nearest;
  }
}
