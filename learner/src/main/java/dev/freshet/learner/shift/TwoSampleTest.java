package dev.freshet.learner.shift;

/**
 * A distance between two samples of vectors that is zero, in the limit of many, only where both
 * come from one distribution. Pure; safe for use by several threads.
 */
public interface TwoSampleTest {
  /** What the reference says of it. */
  TestDescription description();

  /**
   * Does once what is the same for every way to part the points in two.
   *
   * @param points at least four, all of one length
   */
  Pool pool(double[][] points);

  /** Points of both samples together. */
  interface Pool {
    /**
     * The distance between some of the points and the others.
     *
     * @param isFirst of each point; at least two on either side
     */
    double distance(boolean[] isFirst);
  }

  /**
   * What the reference says of a test.
   *
   * @param statistic the estimate, in one line
   * @param cost of a pool of N vectors of d numbers with B permutations
   * @param source the papers
   */
  record TestDescription(String name, String statistic, String cost, String source) {}
}
