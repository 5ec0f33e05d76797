package dev.freshet.learner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSweepTest {
  private final List<Double> asked = new ArrayList<>();

  /** Gain 2x - x^2 with x = rate / best, KL 0.1 x^2: the most at the rate {@code best}. */
  private RateSweep sweep(double start, double best) {
    return sweep(start, rate -> 2 * rate / best - rate * rate / (best * best), best);
  }

  private RateSweep sweep(double start, DoubleUnaryOperator gain, double best) {
    return new RateSweep(
        start,
        rates ->
            Arrays.stream(rates)
                .peek(asked::add)
                .mapToObj(
                    rate ->
                        Made.trial(
                            "a",
                            rate,
                            new double[] {5},
                            new double[] {5 - gain.applyAsDouble(rate)},
                            0.1 * rate * rate / (best * best)))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.01, 100})
  void goesOnUntilThePeakHasNeighbours(double start) {
    Curve curve = sweep(start, 1).toThePeak();

    double peak = curve.best(Double.POSITIVE_INFINITY).orElseThrow();
    assertThat(peak).isBetween(1 / RateSweep.FACTOR, RateSweep.FACTOR);
    assertThat(curve.lowest()).isLessThan(peak);
    assertThat(curve.highest()).isGreaterThan(peak);
    assertThat(asked).doesNotHaveDuplicates();
  }

  /** 2x - x^2 = 0.8 at x = 1 - sqrt(0.2), where the KL is 0.1 (1 - sqrt(0.2))^2 = 0.0306. */
  @Test
  void theDamageIsThatOfMostOfTheGain() {
    assertThat(RateSweep.budget(sweep(1, 1).toThePeak())).isCloseTo(0.0306, within(0.002));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.01, 100})
  void theChosenRateIsTheBestWithinTheDamageAndHasNeighboursThatEncloseIt(double start) {
    RateSweep.Found found = sweep(start, 1).within(0.02);

    assertThat(found.atEdge()).isFalse();
    assertThat(found.curve().kl(found.rate())).isLessThanOrEqualTo(0.02);
    assertThat(found.curve().kl(found.rate() * RateSweep.FACTOR)).isGreaterThan(0.02);
  }

  /** The most gain at a KL of 0.001: further rates only to compare at 0.02. */
  @Test
  void aMethodThatIsBestBelowTheDamageIsTriedThereToo() {
    RateSweep.Found found = sweep(1, rate -> 2 * rate / 0.1 - rate * rate / 0.01, 1).within(0.02);

    assertThat(found.rate()).isBetween(0.1 / RateSweep.FACTOR, 0.1 * RateSweep.FACTOR);
    assertThat(found.curve().gainAt(0.02)).isPresent();
  }

  /** KL 0.1 at a rate of 1: from 0.1 the stream's curve goes up to there, and no further. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 4})
  void theStreamsCurveGoesJustFarEnoughToEncloseTheDamage(double rate) {
    Curve curve =
        RateSweep.enclosing(
            rate,
            0.1,
            rates ->
                Arrays.stream(rates)
                    .peek(asked::add)
                    .mapToObj(
                        r -> Made.trial("a", r, new double[] {5}, new double[] {4}, 0.1 * r * r))
                    .toList());

    assertThat(curve.gainAt(0.1)).isPresent();
    assertThat(curve.rates()).contains(rate, rate * RateSweep.FACTOR, rate / RateSweep.FACTOR);
    assertThat(curve.lowest()).isLessThanOrEqualTo(1).isGreaterThan(Math.min(rate, 1) / 2.3);
    assertThat(curve.highest()).isGreaterThanOrEqualTo(1).isLessThan(Math.max(rate, 1) * 2.3);
    assertThat(asked).doesNotHaveDuplicates();
  }

  /** It never does enough damage: the search has an end, and says where it stands. */
  @Test
  void aSearchThatFindsNoEndSaysSo() {
    RateSweep.Found found = sweep(1, rate -> rate, 1e9).within(0.02);

    assertThat(found.atEdge()).isTrue();
    assertThat(asked).hasSizeLessThanOrEqualTo(26);
  }

  @Test
  void whatDivergedIsNotChosen() {
    RateSweep.Found found = sweep(1, rate -> rate > 0.3 ? Double.NaN : rate, 100).within(0.02);

    assertThat(found.rate()).isLessThanOrEqualTo(0.3);
  }
}
