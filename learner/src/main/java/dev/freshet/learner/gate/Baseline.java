package dev.freshet.learner.gate;

import java.util.Arrays;

/**
 * What is usual: running means and variances of the scores, and the centre of the projected hidden
 * states, of a lane or of a topic. Old documents fade once there are as many as are remembered.
 *
 * @param documents that it was made of, at most as many as are remembered
 * @param counts per score, of the documents that had it
 * @param shift evidence that the topic has moved; see {@link ShiftEvidence}
 * @param accepted whether somebody, or the gate itself, has let the topic in
 */
record Baseline(
    double documents,
    double[] counts,
    double[] means,
    double[] variances,
    double[] centre,
    double shift,
    boolean accepted) {
  private static final int LEAST = 10;

  static Baseline empty() {
    int scores = NoveltyScores.count();
    return new Baseline(
        0,
        new double[scores],
        new double[scores],
        new double[scores],
        new double[Projection.DIMENSIONS],
        0,
        false);
  }

  static int size() {
    return 3 * NoveltyScores.count() + Projection.DIMENSIONS + 3;
  }

  /** With one document more. */
  Baseline with(double[] values, double[] point, int remembered) {
    double[] newCounts = counts.clone();
    double[] newMeans = means.clone();
    double[] newVariances = variances.clone();
    for (int j = 0; j < values.length; j++) {
      if (Double.isFinite(values[j])) {
        newCounts[j] = Math.min(counts[j] + 1, remembered);
        double step = 1 / newCounts[j];
        double away = values[j] - means[j];
        newMeans[j] += step * away;
        newVariances[j] = (1 - step) * (variances[j] + step * away * away);
      }
    }
    double grown = Math.min(documents + 1, remembered);
    double[] newCentre = centre.clone();
    for (int i = 0; i < newCentre.length; i++) {
      newCentre[i] += (point[i] - centre[i]) / grown;
    }
    return new Baseline(grown, newCounts, newMeans, newVariances, newCentre, shift, accepted);
  }

  Baseline withShift(double evidence) {
    return new Baseline(documents, counts, means, variances, centre, evidence, accepted);
  }

  Baseline asAccepted() {
    return new Baseline(documents, counts, means, variances, centre, 0, true);
  }

  /**
   * Drawn towards a wider one, as if that many documents of it had been seen (empirical Bayes): a
   * topic of few documents says little of its own.
   */
  Baseline drawnTo(Baseline wider, double strength) {
    double[] newCounts = new double[counts.length];
    double[] newMeans = new double[counts.length];
    double[] newVariances = new double[counts.length];
    for (int j = 0; j < counts.length; j++) {
      double own = counts[j] / (counts[j] + strength);
      newCounts[j] = Math.max(wider.counts[j], counts[j]);
      newMeans[j] = own * means[j] + (1 - own) * wider.means[j];
      newVariances[j] =
          own * variances[j] + (1 - own) * wider.variances[j] * (1 + 1 / (counts[j] + strength));
    }
    double own = documents / (documents + strength);
    double[] newCentre = new double[centre.length];
    for (int i = 0; i < centre.length; i++) {
      newCentre[i] = own * centre[i] + (1 - own) * wider.centre[i];
    }
    return new Baseline(documents, newCounts, newMeans, newVariances, newCentre, shift, accepted);
  }

  /** Numbers in standard deviations above their means; NaN where too few documents had them. */
  double[] deviations(double[] values) {
    double[] deviations = new double[values.length];
    for (int j = 0; j < values.length; j++) {
      deviations[j] = counts[j] < LEAST ? Double.NaN : (values[j] - means[j]) / deviation(j);
    }
    return deviations;
  }

  /** The standard deviation of a number; of one that never varied, hardly any. */
  double deviation(int score) {
    return deviation(means[score], variances[score]);
  }

  static double deviation(double mean, double variance) {
    return Math.max(1e-9 * (1 + Math.abs(mean)), Math.sqrt(variance));
  }

  double[] toVector() {
    double[] vector = new double[size()];
    vector[0] = documents;
    vector[1] = shift;
    vector[2] = accepted ? 1 : 0;
    int at = 3;
    for (double[] part : new double[][] {counts, means, variances, centre}) {
      System.arraycopy(part, 0, vector, at, part.length);
      at += part.length;
    }
    return vector;
  }

  static Baseline of(double[] vector) {
    int scores = NoveltyScores.count();
    return new Baseline(
        vector[0],
        Arrays.copyOfRange(vector, 3, 3 + scores),
        Arrays.copyOfRange(vector, 3 + scores, 3 + 2 * scores),
        Arrays.copyOfRange(vector, 3 + 2 * scores, 3 + 3 * scores),
        Arrays.copyOfRange(vector, 3 + 3 * scores, vector.length),
        vector[1],
        vector[2] != 0);
  }
}
