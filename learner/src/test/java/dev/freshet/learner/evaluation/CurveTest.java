package dev.freshet.learner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveTest {
  private static final double[] RATES = {0.1, 0.2, 0.4};

  @Test
  void theGainIsTheMeanOverQuestionsAndTheDamageOverDocuments() {
    Trial two = trial("a", 0.1, new double[] {5, 4}, new double[] {4, 4}, 0.02);
    Trial one = trial("b", 0.1, new double[] {3}, new double[] {1}, 0.04);

    Curve curve = Curve.of(List.of(two, one));

    assertThat(curve.gain(0.1)).isCloseTo((1 + 0 + 2) / 3.0, within(1e-12));
    assertThat(curve.kl(0.1)).isCloseTo(0.03, within(1e-12));
  }

  /** Gain 1, 2, 3 at KL 0.01, 0.1, 1: halfway between two of them in log KL is halfway in gain. */
  @Test
  void theGainAtADamageIsLinearInItsLogarithm() {
    Curve curve =
        Curve.of(
            List.of(
                trial("a", 0.1, new double[] {5}, new double[] {4}, 0.01),
                trial("a", 0.2, new double[] {5}, new double[] {3}, 0.1),
                trial("a", 0.4, new double[] {5}, new double[] {2}, 1)));

    assertThat(curve.gainAt(0.1)).hasValue(2);
    assertThat(curve.gainAt(Math.sqrt(0.1) * 0.1).orElseThrow()).isCloseTo(1.5, within(1e-12));
    assertThat(curve.gainAt(0.005)).isEmpty();
    assertThat(curve.gainAt(2)).isEmpty();
  }

  /** A resample that reaches no further is drawn out, so that none is left away. */
  @Test
  void aResampleIsDrawnOutBeyondItsEnds() {
    Curve curve =
        Curve.of(
            List.of(
                trial("a", 0.1, new double[] {5}, new double[] {4}, 0.01),
                trial("a", 0.2, new double[] {5}, new double[] {3}, 0.1)));

    assertThat(curve.gainAt(1, new int[] {0})).isCloseTo(3, within(1e-12));
    assertThat(curve.gainAt(0.001, new int[] {0})).isCloseTo(0, within(1e-12));
  }

  /** One method gains exactly 1.5 times what the other does on every document. */
  @Test
  void aConstantRatioHasAnIntervalAroundIt() {
    Curve first = Curve.of(trials(1));
    Curve other = Curve.of(trials(1.5));

    Comparison.AtDamage found = new Comparison(3, 2).atDamage(0.03, first, other);

    assertThat(found.ratio().orElseThrow()).isCloseTo(1.5, within(1e-9));
    Interval ratio = Objects.requireNonNull(found.ratioCi95());
    assertThat(ratio.low()).isCloseTo(1.5, within(1e-9));
    assertThat(ratio.high()).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void noRatioIsGivenToAGainThatMayBeZero() {
    List<Trial> wavering = new ArrayList<>();
    for (double rate : RATES) {
      IntStream.range(0, 20)
          .forEach(
              i ->
                  wavering.add(
                      trial(
                          "a" + i,
                          rate,
                          new double[] {5},
                          new double[] {5 + (i % 2 == 0 ? rate : -rate)},
                          rate / 8)));
    }

    assertThat(new Comparison(3, 2).atDamage(0.03, Curve.of(wavering), Curve.of(trials(1))).ratio())
        .isEmpty();
  }

  /** For n observations of variance s2 the interval's half-width is near 1.96 s / sqrt(n). */
  @Test
  void theIntervalOfAMeanIsTheOneOfTheNormalLaw() {
    List<String> articles = IntStream.range(0, 400).mapToObj(i -> "a" + i).toList();

    Interval interval =
        interval(
            articles,
            items -> IntStream.of(items).mapToDouble(i -> i % 2).average().orElse(Double.NaN));

    double half = 1.96 * 0.5 / Math.sqrt(400);
    assertThat(interval.low()).isCloseTo(0.5 - half, within(0.008));
    assertThat(interval.high()).isCloseTo(0.5 + half, within(0.008));
  }

  /** Twenty copies of each document in one article bring no further certainty. */
  @Test
  void documentsOfOneArticleAreResampledTogether() {
    List<String> articles = IntStream.range(0, 400).mapToObj(i -> "a" + i / 20).toList();

    Interval interval =
        interval(
            articles,
            items ->
                IntStream.of(items).mapToDouble(i -> (i / 20) % 2).average().orElse(Double.NaN));

    assertThat(interval.high() - interval.low())
        .isGreaterThan(2 * 1.96 * 0.5 / Math.sqrt(20) * 0.8);
  }

  @Test
  void fromTooFewClustersThereIsNoInterval() {
    assertThat(
            new Bootstrap(5, 5).interval95(List.of("a", "b", "c", "d", "d"), items -> items.length))
        .isNull();
  }

  @Test
  void methodsThatReadOtherDocumentsAreNotCompared() {
    Curve other = Curve.of(List.of(trial("b", 0.1, new double[] {5}, new double[] {4}, 0.01)));
    Curve first = Curve.of(List.of(trial("a", 0.1, new double[] {5}, new double[] {4}, 0.01)));

    assertThatThrownBy(() -> new Comparison(3, 2).atDamage(0.03, first, other))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Interval interval(List<String> clusters, ToDoubleFunction<int[]> statistic) {
    return Objects.requireNonNull(new Bootstrap(5, 2).interval95(clusters, statistic));
  }

  private static List<Trial> trials(double factor) {
    List<Trial> trials = new ArrayList<>();
    for (double rate : RATES) {
      for (int i = 0; i < 20; i++) {
        double gain = factor * (1 + i % 3) * rate;
        trials.add(trial("a" + i, rate, new double[] {5}, new double[] {5 - gain}, rate / 8));
      }
    }
    return trials;
  }

  private static Trial trial(String unit, double rate, double[] base, double[] now, double kl) {
    return Made.trial(unit, rate, base, now, kl);
  }
}
