package dev.freshet.learner.gate;

import org.jspecify.annotations.Nullable;

/**
 * One document beside all that it may be like: what is usual in the lane, in its own topic, and in
 * every kind of documents that somebody let in.
 *
 * @param metric of distances; null while too few documents are known
 */
record Comparisons(
    GateState state,
    KindStart start,
    Reading reading,
    double[] values,
    double[] point,
    @Nullable Metric metric) {
  /**
   * A topic's own documents count once there are so many, and then as much as the lane: were it
   * fewer, one strange document that slipped in would open the door to the next.
   */
  private static final double TOPIC_STRENGTH = 30;

  /** What was let in under a topic's name counts from the first document on, for that topic. */
  private static final double LET_IN_STRENGTH = 1;

  /** Of so many documents the covariance is known well enough for distances to mean the same. */
  private static final int METRIC_FROM = 2 * Projection.DIMENSIONS;

  /**
   * A document beside one of these.
   *
   * @param kind null beside what is usual
   * @param values that it has there
   * @param deviations how far off they are
   */
  record Comparison(@Nullable String kind, double[] values, double[] deviations, double novelty) {}

  static Comparisons of(
      GateState state, KindStart start, Reading reading, double[] values, double[] point) {
    return new Comparisons(state, start, reading, values, point, metric(state));
  }

  /** Under what is known of the lane's spread; null while that is too little. */
  static @Nullable Metric metric(GateState state) {
    return state.spread().count() < METRIC_FROM ? null : state.spread().metric();
  }

  /** The one by which a document of a topic is the least novel. */
  Comparison best(String topic) {
    Comparison best = besideUsual(null, state.usual());
    Baseline own = state.topics().of(topic);
    if (own.documents() >= TOPIC_STRENGTH) {
      best = lesser(best, besideUsual(null, own.drawnTo(state.usual(), TOPIC_STRENGTH)));
    }
    if (start.isFrozen()) {
      return best;
    }
    for (String kind : state.kinds().names()) {
      best = lesser(best, besideKind(kind));
    }
    @Nullable Baseline letIn = state.kinds().find(topic);
    if (letIn != null) {
      best = lesser(best, besideUsual(topic, letIn.drawnTo(state.usual(), LET_IN_STRENGTH)));
    }
    return best;
  }

  /** Beside a kind, which may be a new one: no document has a distance from that. */
  Comparison besideKind(String name) {
    Baseline kind = state.kinds().of(name);
    Baseline lane = state.usual();
    double[] complete =
        kind.documents() == 0
            ? values
            : NoveltyScores.at(distance(KindStart.centre(kind, lane)), reading, values);
    double[] deviations = start.deviations(kind, lane, complete);
    return new Comparison(name, complete, deviations, start.novelty(deviations));
  }

  private Comparison besideUsual(@Nullable String kind, Baseline usual) {
    double[] complete = NoveltyScores.at(distance(usual.centre()), reading, values);
    double[] deviations = usual.deviations(complete);
    return new Comparison(kind, complete, deviations, NoveltyScores.novelty(deviations));
  }

  private double distance(double[] centre) {
    return metric == null ? Double.NaN : metric.squared(point, centre) / Projection.DIMENSIONS;
  }

  private static Comparison lesser(Comparison one, Comparison other) {
    return other.novelty() < one.novelty() ? other : one;
  }
}
