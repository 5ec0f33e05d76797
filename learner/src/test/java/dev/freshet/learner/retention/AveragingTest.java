package dev.freshet.learner.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.CpuScope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CpuScope.class)
class AveragingTest {
  private static TensorTree tree(double... values) {
    return TensorTree.of(Map.of("w", Tensor.of(values, values.length)));
  }

  private static double[] values(TensorTree tree) {
    return tree.get("w").toDoubles();
  }

  @Test
  void overItsHalfLifeHalfOfTheWayIsGone() {
    Averaging averaging = new Averaging(10);
    TensorTree average = tree(4, -2);
    for (int i = 0; i < 10; i++) {
      average = averaging.next(average, tree(0, 8), 1);
    }
    assertThat(values(average)).containsExactly(new double[] {2, 3}, within(1e-12));
  }

  /** a_n = d^n a_0 + (1 - d) sum_k d^(n - k) w_k. */
  @Test
  void itWeighsAllThatWasByItsAge() {
    double decay = Math.pow(2, -1 / 3.0);
    TensorTree average = tree(1);

    double[] weights = {5, -1, 2, 7};
    for (double weight : weights) {
      average = new Averaging(3).next(average, tree(weight), 1);
    }
    double expected = Math.pow(decay, 4);
    for (int k = 0; k < 4; k++) {
      expected += (1 - decay) * Math.pow(decay, 3 - k) * weights[k];
    }
    assertThat(values(average)[0]).isCloseTo(expected, within(1e-12));
  }

  /** The scaling rule: one step on four documents forgets as much as four steps on one. */
  @Test
  void aStepOnManyDocumentsCountsAsManySteps() {
    Averaging averaging = new Averaging(7);
    TensorTree one = tree(3);
    for (int i = 0; i < 4; i++) {
      one = averaging.next(one, tree(-1), 1);
    }
    assertThat(values(averaging.next(tree(3), tree(-1), 4))[0])
        .isCloseTo(values(one)[0], within(1e-12));
    assertThat(averaging.decay(4)).isCloseTo(Math.pow(averaging.decay(1), 4), within(1e-12));
  }

  @Test
  void aHalfLifeOfNothingIsNone() {
    assertThatThrownBy(() -> new Averaging(0)).hasMessageContaining("above 0");
  }
}
