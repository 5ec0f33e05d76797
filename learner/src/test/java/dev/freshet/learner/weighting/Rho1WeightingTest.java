package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.CpuScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CpuScope.class)
class Rho1WeightingTest {
  private static Rho1Weighting against(double... reference) {
    return new Rho1Weighting(text -> reference, 0.6);
  }

  @Test
  void whatTheModelHasForgottenCountsAndWhatItHasLearnedDoesNot() {
    // Excess: learned -4, forgotten 3, unchanged 0, forgotten 1, learned -1; 3 of 5 are kept.
    float[] weights = against(5, 2, 4, 1, 2).weigh(Texts.losses(1, 5, 4, 2, 1));
    float kept = 5f / 3;
    assertThat(weights).containsExactly(new float[] {0, kept, kept, kept, 0}, within(1e-6f));
  }

  @Test
  void beforeTheFirstStepEveryTokenCountsOne() {
    float[] weights = against(3, 2, 1, 4).weigh(Texts.losses(3 + 1e-6, 2, 1 - 1e-6, 4));
    assertThat(weights).containsExactly(new float[] {1, 1, 1, 1}, within(1e-6f));
  }

  @Test
  void tokensThatTieAtTheBorderShareWhatIsLeft() {
    float[] weights = against(0, 0, 0, 0, 0).weigh(Texts.losses(2, 1, 1, 1, 0));
    float full = 5f / 3;
    assertThat(weights)
        .containsExactly(
            new float[] {full, full * 2 / 3, full * 2 / 3, full * 2 / 3, 0}, within(1e-6f));
  }

  @Test
  void aModelWhoseLossIsNoNumberGivesNoWeight() {
    Weighed weighed = against(1, 1).weigh(Texts.losses(Double.NaN, 1), WeightingState.EMPTY);
    assertThat(weighed.defect(2)).contains("token 1").contains("NaN");
  }
}
