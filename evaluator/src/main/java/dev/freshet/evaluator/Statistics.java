package dev.freshet.evaluator;

import dev.freshet.ingest.records.UptakeSummary.Interval;
import java.util.Optional;

/** Student's t distribution, as far as an interval of a mean needs it. */
final class Statistics {
  /** The 97.5 % quantiles for 1 to 30 degrees of freedom. */
  private static final double[] T_975 = {
    12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157,
    2.228139, 2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922,
    2.093024, 2.085963, 2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831,
    2.048407, 2.045230, 2.042272
  };

  private static final double NORMAL_975 = 1.959963984540054;

  private Statistics() {}

  /**
   * The 97.5 % quantile of Student's t: from a table, beyond it by the expansion around the normal
   * quantile (Abramowitz and Stegun 26.7.5). Right to 1e-6.
   */
  static double t975(long degreesOfFreedom) {
    if (degreesOfFreedom < 1) {
      throw new IllegalArgumentException("degrees of freedom are 1 or more");
    }
    if (degreesOfFreedom <= T_975.length) {
      return T_975[(int) degreesOfFreedom - 1];
    }
    double v = degreesOfFreedom;
    double z = NORMAL_975;
    double z2 = z * z;
    double first = z * (z2 + 1) / 4;
    double second = z * ((5 * z2 + 16) * z2 + 3) / 96;
    double third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    return z + (first + (second + third / v) / v) / v;
  }

  /**
   * The 95 % interval of a mean, its observations taken as independent; empty below two of them.
   * Probes of one document are not quite independent: the interval is then a little too narrow.
   */
  static Optional<Interval> interval95(Moments moments) {
    if (moments.count() < 2) {
      return Optional.empty();
    }
    double half = t975(moments.count() - 1) * moments.standardError();
    return Optional.of(new Interval(moments.mean() - half, moments.mean() + half));
  }
}
