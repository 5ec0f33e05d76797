package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.CpuScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CpuScope.class)
class MinSnrWeightingTest {
  private final MinSnrWeighting weighting = new MinSnrWeighting();

  @Test
  void noTokenPullsMoreThanFiveMeanLosses() {
    WeightingState state = weighting.weigh(Texts.losses(1, 1), weighting.initial()).state();
    float[] weights = weighting.weigh(Texts.losses(0, 4, 5, 10, 20), state).weights();
    assertThat(weights).containsExactly(new float[] {1, 1, 1, 0.5f, 0.25f}, within(1e-6f));
  }

  @Test
  void theFirstDocumentIsMeasuredByItsOwnMean() {
    float[] weights =
        weighting.weigh(Texts.losses(0, 0, 0, 0, 0, 0, 0, 0, 0, 10), weighting.initial()).weights();
    assertThat(weights[9]).isCloseTo(0.5f, within(1e-6f));
  }

  @Test
  void theMeanRunsOverDocuments() {
    WeightingState state = weighting.weigh(Texts.losses(1, 3), weighting.initial()).state();
    state = weighting.weigh(Texts.losses(4, 4, 4, 4), state).state();
    assertThat(state.slot("mean-loss", 2)).containsExactly(3, 2);
  }
}
