package dev.freshet.learner.shift;

import java.util.List;

/** The two-sample tests: the family's register. A new one is a file, a line here, a row there. */
public final class TwoSampleTests {
  private static final List<TwoSampleTest> ALL = List.of(new GaussianMmd(), new SlicedEnergy());

  private TwoSampleTests() {}

  /** All members, in the order of the reference. */
  public static List<TwoSampleTest> all() {
    return ALL;
  }
}
