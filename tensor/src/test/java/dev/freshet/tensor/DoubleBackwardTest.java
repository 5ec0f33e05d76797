package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CpuScope.class)
class DoubleBackwardTest {
  /** f = sum x^4; g = 4 x^3; the derivative of sum g^2 is 2 g g' = 96 x^5. */
  @Test
  void theDerivativeOfAGradientIsExactAndFreeOfTheGradientItself() {
    TensorTree x = TensorTree.of(Map.of("x", Tensor.of(new double[] {1, -2, 0.5}, 3)));
    try (DoubleBackward second = DoubleBackward.of(x)) {
      TensorTree g = second.gradients(leaves -> leaves.get("x").squared().squared().sum());
      Tensor scalar = second.recorded(leaves -> g.get("x").squared().sum());
      double[] derivative = second.derivative(scalar).get("x").toDoubles();

      assertThat(g.get("x").detached().toDoubles()).hasSize(3);
      assertThat(derivative).containsExactly(new double[] {96, -3072, 3}, within(1e-9));
    }
  }
}
