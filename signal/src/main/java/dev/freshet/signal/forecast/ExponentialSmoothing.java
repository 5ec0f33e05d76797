package dev.freshet.signal.forecast;

import java.util.Arrays;

/**
 * ETS(A, Ad, A): additive errors, a damped trend and an additive season (Hyndman and Athanasopoulos
 * 2021, chapter 8),
 *
 * <pre>
 * y^_t = l_{t-1} + phi b_{t-1} + s_{t-m}
 * l_t = l_{t-1} + phi b_{t-1} + alpha e_t,  b_t = phi b_{t-1} + alpha beta e_t,  s_t = s_{t-m} + gamma e_t
 * </pre>
 *
 * <p>alpha, beta and gamma are those of a grid with the least sum of squared one-step errors; beta
 * 0 is simple smoothing, gamma 0 a fixed season. It starts from the first season: its mean, no
 * trend, and the differences from the mean. At most the last 20 seasons, or 500 points, are read.
 */
public final class ExponentialSmoothing implements Baseline {
  private static final double[] ALPHA = {0.05, 0.1, 0.2, 0.4, 0.7, 0.95};
  private static final double[] BETA = {0, 0.05, 0.2};
  private static final double[] GAMMA = {0, 0.1, 0.3};
  private static final double PHI = 0.95;
  private static final int SEASONS_READ = 20;
  private static final int POINTS_READ = 500;

  @Override
  public String name() {
    return "exponential smoothing";
  }

  @Override
  public double[] forecast(double[] past, int season, int horizon) {
    int read = Math.min(past.length, Math.max(POINTS_READ, SEASONS_READ * season));
    double[] recent = Arrays.copyOfRange(past, past.length - read, past.length);
    State best = new State(recent, season, ALPHA[0], 0, 0);
    for (double alpha : ALPHA) {
      for (double beta : BETA) {
        for (double gamma : season > 1 ? GAMMA : new double[] {0}) {
          State candidate = new State(recent, season, alpha, beta, gamma);
          if (candidate.squares < best.squares) {
            best = candidate;
          }
        }
      }
    }
    return best.forecast(horizon);
  }

  /** The recursion, run over a series. */
  static final class State {
    private final double[] seasonal;
    private double level;
    private double trend;
    private int next;
    double squares;

    State(double[] series, int season, double alpha, double beta, double gamma) {
      seasonal = new double[season];
      for (int i = 0; i < season; i++) {
        level += series[i] / season;
      }
      for (int i = 0; i < season; i++) {
        seasonal[i] = series[i] - level;
      }
      for (int t = season; t < series.length; t++) {
        double expected = level + PHI * trend + seasonal[t % season];
        double error = series[t] - expected;
        level += PHI * trend + alpha * error;
        trend = PHI * trend + alpha * beta * error;
        seasonal[t % season] += gamma * error;
        squares += error * error;
      }
      next = series.length;
    }

    double[] forecast(int horizon) {
      double[] forecast = new double[horizon];
      double damped = 0;
      double power = 1;
      for (int h = 0; h < horizon; h++) {
        power *= PHI;
        damped += power * trend;
        forecast[h] = level + damped + seasonal[(next + h) % seasonal.length];
      }
      return forecast;
    }
  }
}
