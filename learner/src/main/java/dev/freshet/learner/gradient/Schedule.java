package dev.freshet.learner.gradient;

/** A learning rate as a function of the number of steps taken before, from 0 on. */
@FunctionalInterface
public interface Schedule {
  double at(long step);

  static Schedule constant(double rate) {
    return step -> rate;
  }

  /**
   * A linear rise from 0 over {@code warmup} steps, then half a cosine down to {@code floor} at
   * {@code total} steps (Loshchilov and Hutter 2017), then the floor.
   */
  static Schedule warmupCosine(double peak, double floor, long warmup, long total) {
    return step -> {
      if (step < warmup) {
        return peak * (step + 1) / warmup;
      }
      double progress = Math.min(1, (double) (step - warmup) / Math.max(1, total - warmup));
      return floor + (peak - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
    };
  }
}
