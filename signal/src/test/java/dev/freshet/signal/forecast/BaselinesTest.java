package dev.freshet.signal.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BaselinesTest {
  @Test
  void theNaiveForecastsRepeat() {
    double[] past = {1, 2, 3, 4, 5};

    assertThat(new Naive().forecast(past, 3, 4)).containsExactly(5, 5, 5, 5);
    assertThat(new SeasonalNaive().forecast(past, 3, 5)).containsExactly(3, 4, 5, 3, 4);
  }

  @Test
  void simpleSmoothingFollowsItsRecursion() {
    // l: 1, then 1 + .5 (2 - 1) = 1.5, then 1.5 + .5 (3 - 1.5) = 2.25; errors 1 and 1.5.
    var state = new ExponentialSmoothing.State(new double[] {1, 2, 3}, 1, 0.5, 0, 0);

    assertThat(state.forecast(2)).containsExactly(2.25, 2.25);
    assertThat(state.squares).isEqualTo(3.25);
  }

  @Test
  void aDampedTrendFollowsItsRecursion() {
    // e 1: l 1.5, b .1; expected 1.595, e 1.405: l 2.2975, b .2355; then l + .95 b, + .95^2 b.
    var state = new ExponentialSmoothing.State(new double[] {1, 2, 3}, 1, 0.5, 0.2, 0);

    assertThat(state.forecast(2))
        .containsExactly(new double[] {2.521225, 2.73376375}, within(1e-9));
  }

  @Test
  void aPureSeasonIsForecastExactly() {
    double[] past = new double[70];
    for (int t = 0; t < past.length; t++) {
      past[t] = 10 + t % 7;
    }

    double[] forecast = new ExponentialSmoothing().forecast(past, 7, 7);

    assertThat(forecast).containsExactly(new double[] {10, 11, 12, 13, 14, 15, 16}, within(1e-9));
  }
}
