package dev.freshet.signal.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.signal.anomaly.DetectorKind;
import dev.freshet.signal.anomaly.Detectors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** End to end on the benchmark's own series, against the figures of its published results. */
@EnabledIf("dev.freshet.signal.nab.SharedData#isThere")
class NabGoldenTest {
  @Test
  void theWindowedGaussianScoresAsPublished() {
    List<NabSeries> corpus = NabCorpus.read(SharedData.NAB);

    NabScorer scorer = NabScorer.of(Detection.run(corpus, Detectors.named("windowed-gaussian")));

    assertThat(corpus).hasSize(35);
    assertThat(scorer.best(NabProfile.STANDARD).windows()).isEqualTo(55);
    assertThat(scorer.best(NabProfile.STANDARD).score()).isCloseTo(21.971, within(5e-4));
    assertThat(scorer.best(NabProfile.REWARD_LOW_FP_RATE).score()).isCloseTo(4.870, within(5e-4));
    assertThat(scorer.best(NabProfile.REWARD_LOW_FN_RATE).score()).isCloseTo(29.799, within(5e-4));
  }

  @Test
  void theDefaultDetectorScoresAsDocumented() {
    List<NabSeries> corpus = NabCorpus.read(SharedData.NAB);
    DetectorKind kind = Detectors.named(Detectors.DEFAULT);

    NabHalves halves = NabHalves.of(Detection.run(corpus, kind), 8);

    assertThat(NabScorer.of(halves.first()).best(NabProfile.STANDARD).score())
        .isCloseTo(75.3, within(0.1));
    assertThat(NabScorer.of(halves.second()).at(NabProfile.STANDARD, kind.threshold()).score())
        .as("the other half, at the threshold that was fixed beforehand")
        .isCloseTo(73.1, within(0.1));
  }
}
