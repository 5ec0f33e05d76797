package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.CpuScope;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(CpuScope.class)
class CamelsNetworkTest {
  private static final BodyConfig BODY = new BodyConfig(50, 16, 2, 2, 32, 12);
  private static final int CHANGED = 6;

  @ParameterizedTest
  @EnumSource
  void everyWeightIsOneAtTheStart(Attention attention) {
    assertThat(fresh(CamelsNetwork.camels(BODY, attention, 8), ids(10)))
        .containsExactly(ones(9), within(1e-6));
    assertThat(fresh(CamelsNetwork.trainAttention(BODY, attention, 8), ids(10)))
        .containsExactly(ones(9), within(1e-6));
  }

  /** Off by one, a weight would not see its own target, or would see the token after it. */
  @Test
  void theWeightOfATokenDependsOnItAndOnWhatStandsBeforeAndOnNothingLater() {
    CamelsNetwork network = CamelsNetwork.camels(BODY, Attention.CAUSAL, 8);
    double[] before = trained(network, ids(10));
    int[] changed = ids(10);
    changed[CHANGED] = 49;
    double[] after = trained(network, changed);
    for (int target = 1; target < 10; target++) {
      double difference = Math.abs(after[target - 1] - before[target - 1]);
      if (target < CHANGED) {
        assertThat(difference).as("target " + target).isZero();
      } else {
        assertThat(difference).as("target " + target).isGreaterThan(1e-9);
      }
    }
  }

  @Test
  void aBidirectionalBodySeesWhatComesLaterToo() {
    CamelsNetwork network = CamelsNetwork.camels(BODY, Attention.BIDIRECTIONAL, 8);
    double[] before = trained(network, ids(10));
    int[] changed = ids(10);
    changed[CHANGED] = 49;
    double[] after = trained(network, changed);
    for (int i = 0; i < after.length; i++) {
      assertThat(Math.abs(after[i] - before[i])).as("target " + (i + 1)).isGreaterThan(1e-9);
    }
  }

  @Test
  void aLongDocumentIsReadInWindowsOfItsContext() {
    CamelsNetwork network = CamelsNetwork.camels(BODY, Attention.CAUSAL, 8);
    double[] all = trained(network, ids(30));
    assertThat(all).hasSize(29);
    double[] first = trained(network, Arrays.copyOf(ids(30), 12));
    double[] second = trained(network, Arrays.copyOfRange(ids(30), 11, 23));
    for (int i = 0; i < 11; i++) {
      assertThat(all[i]).isCloseTo(first[i], within(1e-12));
      assertThat(all[11 + i]).isCloseTo(second[i], within(1e-12));
    }
  }

  @Test
  void trainAttentionKeepsItsMeanAtOne() {
    CamelsNetwork network = CamelsNetwork.trainAttention(BODY, Attention.CAUSAL, 8);
    double[] weights = trained(network, ids(30));
    assertThat(Arrays.stream(weights).average().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(weights[0]).isNotCloseTo(weights[1], within(1e-9));
  }

  @Test
  void itsGradientIsThatOfFiniteDifferences() {
    CamelsNetwork network = CamelsNetwork.camels(BODY, Attention.CAUSAL, 8);
    TensorTree parameters = doubled(network, 3);
    TensorTree direction = noise(parameters, 1, 5);
    double slope;
    try (Recording recording = Recording.of(parameters)) {
      recording.add(leaves -> network.weigh(leaves, input(ids(20))).squared().sum());
      slope =
          recording.gradients().zip(direction, Tensor::times).tensors().values().stream()
              .mapToDouble(product -> product.sum().item())
              .sum();
    }
    double h = 1e-5;
    double difference =
        (energy(network, parameters.plus(direction.scaled(h)))
                - energy(network, parameters.plus(direction.scaled(-h))))
            / (2 * h);
    assertThat(Math.abs(slope)).isGreaterThan(1e-3);
    assertThat(slope).isCloseTo(difference, within(1e-6 * Math.abs(difference)));
  }

  private static double energy(CamelsNetwork network, TensorTree parameters) {
    return network.weigh(parameters, input(ids(20))).squared().sum().item();
  }

  static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static int[] ids(int n) {
    int[] ids = new int[n];
    for (int i = 0; i < n; i++) {
      ids[i] = (7 * i + 3) % 47;
    }
    return ids;
  }

  static NetworkInput input(int[] ids) {
    return new NetworkInput(
        ids,
        () -> {
          throw new AssertionError("its body is its own");
        },
        () -> {
          throw new AssertionError("it needs no losses");
        });
  }

  private static double[] fresh(CamelsNetwork network, int[] ids) {
    return WeightingInput.values(network.weigh(network.initialise(3), input(ids)));
  }

  private static double[] trained(CamelsNetwork network, int[] ids) {
    return network.weigh(doubled(network, 3), input(ids)).toDoubles();
  }

  /** Parameters as after some training, in float64. */
  static TensorTree doubled(WeightingNetwork network, long seed) {
    TensorTree fresh = network.initialise(seed).map(tensor -> tensor.to(Dtype.F64));
    return fresh.plus(noise(fresh, 0.2, seed));
  }

  private static TensorTree noise(TensorTree like, double size, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    CounterRandom random = new CounterRandom(seed, 9);
    like.tensors()
        .forEach(
            (name, tensor) -> {
              double[] values = new double[(int) tensor.count()];
              for (int i = 0; i < values.length; i++) {
                values[i] = size * random.nextGaussian();
              }
              tensors.put(name, Tensor.of(values, tensor.shape()));
            });
    return TensorTree.of(tensors);
  }
}
