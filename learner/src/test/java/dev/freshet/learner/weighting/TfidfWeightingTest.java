package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TfidfWeightingTest {
  private final TfidfWeighting weighting = new TfidfWeighting();

  @Test
  void weightsAreTheTextbooksOverTheStreamSoFar() {
    WeightingState state =
        weighting.weigh(Texts.input("river bridge"), weighting.initial()).state();
    Weighed second = weighting.weigh(Texts.input("river river stone"), state);

    // n = 2; river is in both documents, stone in one.
    double river = 2 * (Math.log(3.0 / 3) + 1);
    double stone = Math.log(3.0 / 2) + 1;
    double norm = Math.hypot(river, stone);
    assertThat(second.weights()[0]).isCloseTo((float) (river / norm), within(1e-6f));
    assertThat(second.weights()[1]).isEqualTo(second.weights()[0]);
    // The lowest twentieth of the tokens that weigh something goes to 0: here the one of stone.
    assertThat(stone / norm).isLessThan(river / norm);
    assertThat(second.weights()[2]).isZero();
  }

  @Test
  void punctuationAndOneLetterWordsWeighNothing() {
    assertThat(weighting.weigh(Texts.input("a river, a bridge"), weighting.initial()).weights())
        .satisfies(weights -> assertThat(weights[1]).isPositive())
        .satisfies(weights -> assertThat(weights[0] + weights[2] + weights[3]).isZero());
  }

  @Test
  void caseDoesNotCount() {
    float[] weights =
        weighting.weigh(Texts.input("River river stone"), weighting.initial()).weights();
    assertThat(weights[0]).isEqualTo(weights[1]);
  }

  @Test
  void theSameStateAndTextGiveTheSameAndLeaveTheStateAsItWas() {
    WeightingState state = weighting.initial();
    Weighed once = weighting.weigh(Texts.input("river stone bridge"), state);
    Weighed again = weighting.weigh(Texts.input("river stone bridge"), state);
    assertThat(again.weights()).isEqualTo(once.weights());
    assertThat(again.state().slots()).usingRecursiveComparison().isEqualTo(once.state().slots());
    assertThat(state.slot("documents", 1)).containsExactly(0);
  }

  @Test
  void theStateKeepsItsSizeWhateverTheStreamHolds() {
    WeightingState state = weighting.initial();
    for (int i = 0; i < 50; i++) {
      state = weighting.weigh(Texts.input("word" + i + " other" + i * i), state).state();
    }
    assertThat(state.hasFormOf(weighting.initial())).isTrue();
    assertThat(state.slot("documents", 1)).containsExactly(50);
  }
}
