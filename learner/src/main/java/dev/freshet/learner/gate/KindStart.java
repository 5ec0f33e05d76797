package dev.freshet.learner.gate;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * How the gate begins to know a kind of documents that somebody let in: what it takes for usual in
 * any such kind, how far each document moves that, and what a deviation from it is worth. It is
 * meta-trained over simulated streams that shift ({@link KindTraining}), so that a few documents
 * are enough; each of them is a step of the running mean.
 *
 * <pre>
 * mean     = (n own + a (lane's + d s)) / (n + a)             n: documents of the kind that have it
 * variance = (n own + b (w s)^2) / (n + b) (1 + 1 / (n + a))  s: the lane's deviation
 * t        = (value - mean) / sqrt(variance)
 * novelty  = c + sum over scores of u log(1 + max(t, 0)^2) + v log(1 + min(t, 0)^2)
 * </pre>
 *
 * <p>Where a kind lies more than 30 deviations from the lane, s is a thirtieth of the way: of what
 * hardly varies in the lane a deviation says nothing.
 *
 * <p>Beside the lane's usual only one side of a score is novel, a high loss for instance. Beside a
 * kind either side may be: what has a lower loss than a kind of high loss need not be of that kind.
 * The logarithm is that of Student's t: one number far out says only so much.
 *
 * @param pull a, per score as {@link NoveltyScores} has them: documents that the start counts for
 * @param spreadPull b, the same for the variance
 * @param width w, in the lane's deviations
 * @param offset d, in the lane's deviations
 * @param above u
 * @param below v
 * @param bias c
 */
public record KindStart(
    double[] pull,
    double[] spreadPull,
    double[] width,
    double[] offset,
    double[] above,
    double[] below,
    double bias) {
  /** The centre of a kind's hidden states begins at the lane's, which counts for so much. */
  private static final double CENTRE_PULL = 0.25;

  private static final String RESOURCE = "kind-start.json";

  /** What the training begins at: nothing was learned about kinds. */
  public static final KindStart PLAIN =
      new KindStart(each(0.5), each(2), each(1), each(0), each(0.5), each(0.5), -3);

  /** Does not adapt: whatever was let in, documents are judged by the lane's usual. */
  public static final KindStart FROZEN = PLAIN.withBias(Double.POSITIVE_INFINITY);

  /** Adapts from nothing: a kind is what its own documents say. */
  public static final KindStart NAIVE =
      new KindStart(each(0), each(0), each(1), each(0), each(0.5), each(0.5), -3);

  public KindStart {
    for (double[] one : new double[][] {pull, spreadPull, width, offset, above, below}) {
      if (one.length != NoveltyScores.count()) {
        throw new IllegalArgumentException(
            "%d numbers for %d scores".formatted(one.length, NoveltyScores.count()));
      }
    }
  }

  /** The one that the gate runs on, as {@code bench/gate-start train} wrote it. */
  public static KindStart metaTrained() {
    return Trained.START;
  }

  /** Read once, when it is first asked for. */
  private static final class Trained {
    private static final KindStart START = read();

    private static KindStart read() {
      try (InputStream in = KindStart.class.getResourceAsStream(RESOURCE)) {
        return new ObjectMapper().readValue(in, KindStart.class);
      } catch (IOException e) {
        throw new UncheckedIOException(RESOURCE + " is no start of a kind", e);
      }
    }
  }

  boolean isFrozen() {
    return bias == Double.POSITIVE_INFINITY;
  }

  private static double[] each(double value) {
    double[] all = new double[NoveltyScores.count()];
    Arrays.fill(all, value);
    return all;
  }

  private KindStart withBias(double other) {
    return new KindStart(pull, spreadPull, width, offset, above, below, other);
  }

  /** The centre of a kind's projected hidden states. */
  static double[] centre(Baseline kind, Baseline lane) {
    double own = kind.documents() / (kind.documents() + CENTRE_PULL);
    double[] centre = new double[lane.centre().length];
    for (int i = 0; i < centre.length; i++) {
      centre[i] = own * kind.centre()[i] + (1 - own) * lane.centre()[i];
    }
    return centre;
  }

  /** t of each value; NaN where too little is known of it. */
  double[] deviations(Baseline kind, Baseline lane, double[] values) {
    double[] known = lane.deviations(values);
    double[] deviations = new double[values.length];
    for (int j = 0; j < values.length; j++) {
      double n = kind.counts()[j];
      double apart = n == 0 ? 0 : Math.abs(kind.means()[j] - lane.means()[j]);
      double s = Math.max(lane.deviation(j), apart / NoveltyScores.FARTHEST);
      double mean = shared(n, kind.means()[j], pull[j], lane.means()[j] + offset[j] * s);
      double variance =
          shared(n, kind.variances()[j], spreadPull[j], width[j] * s * width[j] * s)
              * (1 + 1 / (n + pull[j]));
      deviations[j] =
          Double.isNaN(known[j])
              ? Double.NaN
              : (values[j] - mean) / Baseline.deviation(mean, variance);
    }
    return deviations;
  }

  private static double shared(double n, double own, double pull, double start) {
    return n + pull == 0 ? start : (n * own + pull * start) / (n + pull);
  }

  /** The sum over deviations; one that is no number counts nothing. */
  double novelty(double[] deviations) {
    double sum = bias;
    for (int j = 0; j < deviations.length; j++) {
      double t = deviations[j];
      if (!Double.isNaN(t)) {
        sum += (t > 0 ? above[j] : below[j]) * Math.log1p(t * t);
      }
    }
    return sum;
  }
}
