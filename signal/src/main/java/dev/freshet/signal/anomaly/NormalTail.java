package dev.freshet.signal.anomaly;

/** The upper tail of the normal distribution; Java's library has none. */
public final class NormalTail {
  private static final double SERIES_BELOW = 2.0;
  private static final int MOST_TERMS = 200;
  private static final double ROOT_PI = Math.sqrt(Math.PI);

  private NormalTail() {}

  /** The probability that a standard normal variable is above {@code z}. */
  public static double above(double z) {
    return 0.5 * erfc(z / Math.sqrt(2));
  }

  /**
   * The complementary error function, to about 1e-15: near 0 by the series erf(x) = 2/sqrt(pi)
   * e^(-x^2) sum 2^n x^(2n+1) / (2n+1)!!, beyond by the continued fraction of Laplace, evaluated
   * from its end (Abramowitz and Stegun 7.1.6, 7.1.14).
   */
  public static double erfc(double x) {
    if (Double.isNaN(x)) {
      return Double.NaN;
    }
    if (x < 0) {
      return 2 - erfc(-x);
    }
    return x < SERIES_BELOW ? 1 - erfBySeries(x) : erfcByFraction(x);
  }

  private static double erfBySeries(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < MOST_TERMS && term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / ROOT_PI * Math.exp(-x * x) * sum;
  }

  private static double erfcByFraction(double x) {
    double fraction = x;
    for (int n = MOST_TERMS; n >= 1; n--) {
      fraction = x + (n / 2.0) / fraction;
    }
    return Math.exp(-x * x) / (ROOT_PI * fraction);
  }
}
