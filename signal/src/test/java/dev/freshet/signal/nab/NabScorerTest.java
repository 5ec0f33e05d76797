package dev.freshet.signal.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked values that follow from NAB's published formulas. */
class NabScorerTest {
  private static final NabSeries THOUSAND = series(1000, List.of(new NabWindow(200, 299)));

  private static NabSeries series(int rows, List<NabWindow> windows) {
    return new NabSeries("made.csv", new long[rows], new double[rows], windows);
  }

  private static ScoredSeries alarmsAt(NabSeries series, int... rows) {
    double[] scores = new double[series.rows()];
    for (int row : rows) {
      scores[row] = 1;
    }
    return new ScoredSeries(series, scores);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, .98661",
    "-.75, .95405",
    "-.5, .84828",
    "-.25, .55460",
    "-.1, .24492",
    "-.01, .02499",
    "0, 0",
    ".5, -.84828",
    "1, -.98661",
    "3.01, -1"
  })
  void theSigmoidHasItsDocumentedValues(double position, double value) {
    assertThat(DetectionValues.sigmoid(position)).isCloseTo(value, within(5e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "200, 1, 1",
    "299, .02533, 1",
    "300, -.00278, .11",
    "398, -.10853, .11",
    "597, -.11, .11",
    "999, -.11, .11",
    "0, -.11, .11"
  })
  void aRowIsWorthWhatItsPlaceSays(int row, double weighted, double weight) {
    double[] values = DetectionValues.of(1000, THOUSAND.windows());

    assertThat(weight * values[row]).isCloseTo(weighted, within(5e-6));
  }

  @ParameterizedTest
  @CsvSource({"STANDARD, 79.319", "REWARD_LOW_FP_RATE, 65.648", "REWARD_LOW_FN_RATE, 86.213"})
  void aWorkedSeriesHasItsScores(NabProfile profile, double score) {
    NabScore found = NabScorer.of(List.of(alarmsAt(THOUSAND, 160, 250, 320, 900))).at(profile, 0.5);

    assertThat(found.score()).isCloseTo(score, within(5e-4));
    assertThat(found.detected()).isEqualTo(1);
    assertThat(found.falseAlarms()).isEqualTo(3);
  }

  @Test
  void onlyTheBestDetectionOfAWindowCounts() {
    NabScorer one = NabScorer.of(List.of(alarmsAt(THOUSAND, 220)));
    NabScorer many = NabScorer.of(List.of(alarmsAt(THOUSAND, 220, 221, 250, 299)));

    assertThat(many.at(NabProfile.STANDARD, 1).raw())
        .isEqualTo(one.at(NabProfile.STANDARD, 1).raw());
  }

  @ParameterizedTest
  @CsvSource({"STANDARD", "REWARD_LOW_FP_RATE", "REWARD_LOW_FN_RATE"})
  void silenceIsZeroAndTheFirstRowOfEachWindowAHundred(NabProfile profile) {
    NabSeries two = series(2000, List.of(new NabWindow(400, 499), new NabWindow(900, 999)));

    assertThat(NabScorer.of(List.of(alarmsAt(two))).at(profile, 0.5).score()).isZero();
    assertThat(NabScorer.of(List.of(alarmsAt(two, 400, 900))).at(profile, 0.5).score())
        .isCloseTo(100, within(1e-9));
  }

  @Test
  void nothingInProbationCounts() {
    NabSeries early = series(1000, List.of(new NabWindow(100, 160), new NabWindow(400, 450)));

    NabScore score = NabScorer.of(List.of(alarmsAt(early, 120, 400))).at(NabProfile.STANDARD, 1);

    assertThat(score.windows()).as("the window that starts in probation is dropped").isEqualTo(1);
    assertThat(score.falseAlarms()).isZero();
    assertThat(score.score()).isCloseTo(100, within(1e-9));
  }

  @Test
  void theBestThresholdIsTheBestOfAllTried() {
    double[] scores = new double[1000];
    for (int i = 0; i < 1000; i++) {
      scores[i] = ((i * 7919) % 1000) / 1000.0;
    }
    NabScorer scorer = NabScorer.of(List.of(new ScoredSeries(THOUSAND, scores)));

    for (NabProfile profile : NabProfile.values()) {
      double exhaustive = scorer.at(profile, Math.nextUp(1.0)).raw();
      for (double threshold : scores) {
        exhaustive = Math.max(exhaustive, scorer.at(profile, threshold).raw());
      }
      assertThat(scorer.best(profile).raw()).isEqualTo(exhaustive);
    }
  }

  @Test
  void aWindowOfOneRowDividesByNothing() {
    double[] values = DetectionValues.of(5, List.of(new NabWindow(2, 2)));

    assertThat(values)
        .containsExactly(-1, -1, 1, DetectionValues.sigmoid(1), DetectionValues.sigmoid(2));
  }
}
