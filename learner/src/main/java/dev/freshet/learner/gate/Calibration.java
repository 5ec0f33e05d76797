package dev.freshet.learner.gate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The novelties of the last documents, among which the next one's is ranked (split conformal
 * prediction, Vovk et al. 2005, online): exchangeable with them, it is among the k highest of n + 1
 * with probability k / (n + 1).
 *
 * <p>Only what is learned should count as usual; but were all that is held back left out, the tail
 * would be cut off again and again, and ever more would be held back. So documents held back enter
 * too, but never so many that they alone could lift the bar: one less than the rank that decides.
 *
 * @param scores the newest, in a ring
 * @param held of each, whether its document was held back
 * @param next where the next one goes
 */
record Calibration(double[] scores, boolean[] held, int next) {
  /** So many are remembered. */
  static final int MOST = 1000;

  static final Calibration EMPTY = new Calibration(new double[0], new boolean[0], 0);

  int size() {
    return scores.length;
  }

  /** The conformal p-value: small where few were as novel. */
  double p(double score) {
    return (1.0 + atLeast(score)) / (size() + 1);
  }

  /**
   * The smoothed p-value, exactly uniform for exchangeable documents.
   *
   * @param draw uniform in [0, 1)
   */
  double smoothedP(double score, double draw) {
    long above = Arrays.stream(scores).filter(other -> other > score).count();
    long equal = atLeast(score) - above;
    return (above + (1 - draw) * (equal + 1)) / (size() + 1);
  }

  private long atLeast(double score) {
    return Arrays.stream(scores).filter(other -> other >= score).count();
  }

  /** With a document that was learned. */
  Calibration with(double score) {
    return with(score, false);
  }

  /** With a document that was held back, unless it lies far out. */
  Calibration withHeld(double score) {
    double[] learned =
        IntStream.range(0, size()).filter(i -> !held[i]).mapToDouble(i -> scores[i]).toArray();
    Arrays.sort(learned);
    if (learned.length == 0) {
      return this;
    }
    double highest = learned[learned.length - 1];
    double median = learned[learned.length / 2];
    return score - highest <= highest - median ? with(score, true) : this;
  }

  private Calibration with(double score, boolean isHeld) {
    int grown = Math.min(size() + 1, MOST);
    double[] newScores = Arrays.copyOf(scores, grown);
    boolean[] newHeld = Arrays.copyOf(held, grown);
    int place = size() < MOST ? size() : next;
    newScores[place] = score;
    newHeld[place] = isHeld;
    return new Calibration(newScores, newHeld, (place + 1) % MOST);
  }

  double[] toVector() {
    double[] vector = new double[1 + 2 * size()];
    vector[0] = next;
    System.arraycopy(scores, 0, vector, 1, size());
    for (int i = 0; i < size(); i++) {
      vector[1 + size() + i] = held[i] ? 1 : 0;
    }
    return vector;
  }

  static Calibration of(double[] vector) {
    int size = (vector.length - 1) / 2;
    boolean[] held = new boolean[size];
    for (int i = 0; i < size; i++) {
      held[i] = vector[1 + size + i] != 0;
    }
    return new Calibration(Arrays.copyOfRange(vector, 1, 1 + size), held, (int) vector[0]);
  }
}
