package dev.freshet.learner.evaluation;

import java.util.List;

/** The controls by name: the family's register. */
public final class Controls {
  private static final List<Control> ALL =
      List.of(
          WeightControl.MEAN, WeightControl.SHUFFLED, new ShuffledDocument(), new OtherProbes());

  private Controls() {}

  /** All members, in the order of the reference. */
  public static List<Control> all() {
    return ALL;
  }
}
