package dev.freshet.learner.gate;

/**
 * Evidence that p-values have ceased to be uniform, as an e-process: the CUSUM statistic over bets
 * of kappa p^(kappa - 1) with kappa = 1/2 (Vovk et al. 2021, conformal test martingales). Under
 * exchangeable documents an alarm comes once in {@link #ALARM} documents at most, on average.
 */
final class ShiftEvidence {
  static final double ALARM = 1000;

  /** More is not kept: some forty usual documents are enough to bring it below the alarm again. */
  static final double MOST = 1e6;

  private ShiftEvidence() {}

  /** The evidence after one more p-value, uniform in (0, 1] were nothing new. */
  static double after(double evidence, double p) {
    return 0.5 / Math.sqrt(p) * Math.max(1, evidence);
  }
}
