package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.CpuScope;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CpuScope.class)
class CamelsHeadNetworkTest {
  private static final int TOKENS = 9;
  private static final int WIDTH = 12;

  @ParameterizedTest
  @ValueSource(ints = {0, 16})
  void everyWeightIsOneAtTheStart(int block) {
    CamelsHeadNetwork network = new CamelsHeadNetwork(WIDTH, block, 8);
    Tensor states = Tensor.full(0.3, dev.freshet.tensor.Dtype.F32, TOKENS, WIDTH);
    assertThat(WeightingInput.values(network.weigh(network.initialise(1), input(states))))
        .containsExactly(CamelsNetworkTest.ones(TOKENS - 1), within(1e-6));
  }

  /** The state at a position holds that position's token, so target t reads state t. */
  @ParameterizedTest
  @ValueSource(ints = {0, 16})
  void theWeightOfATokenIsReadAtThePositionThatHoldsIt(int block) {
    CamelsHeadNetwork network = new CamelsHeadNetwork(WIDTH, block, 8);
    TensorTree parameters = CamelsNetworkTest.doubled(network, 4);
    double[] values = noise();
    double[] before = network.weigh(parameters, input(states(values))).toDoubles();
    int changed = 5;
    for (int i = 0; i < WIDTH; i++) {
      values[changed * WIDTH + i] += 0.5;
    }
    double[] after = network.weigh(parameters, input(states(values))).toDoubles();
    for (int target = 1; target < TOKENS; target++) {
      double difference = Math.abs(after[target - 1] - before[target - 1]);
      boolean seen = block == 0 ? target == changed : target >= changed;
      assertThat(difference > 1e-9).as("target " + target).isEqualTo(seen);
    }
  }

  private static double[] noise() {
    CounterRandom random = new CounterRandom(2, 2);
    double[] values = new double[TOKENS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private static Tensor states(double[] values) {
    return Tensor.of(values, TOKENS, WIDTH);
  }

  private static NetworkInput input(Tensor states) {
    return new NetworkInput(
        new int[TOKENS],
        () -> states,
        () -> {
          throw new AssertionError("it needs no losses");
        });
  }
}
