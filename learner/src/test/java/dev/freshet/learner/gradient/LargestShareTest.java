package dev.freshet.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.learner.CpuScope;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CpuScope.class)
class LargestShareTest {
  @ParameterizedTest
  @EnumSource(
      value = Dtype.class,
      names = {"F32", "F64"})
  void theLargestOverAllTensorsMoveAndTheOthersStay(Dtype dtype) {
    TensorTree updates = tree(dtype, new double[] {2, -3, 0.5, 0}, new double[] {-0.1, 1, -8, 0.6});

    TensorTree masked = masked(0.5, updates);

    assertThat(values(masked, "a")).containsExactly(2, -3, 0, 0);
    assertThat(values(masked, "b")).containsExactly(0, 1, -8, 0);
  }

  @Test
  void ofEqualOnesTheFirstMoveAndNoneMoreThanTheShareSays() {
    TensorTree updates = tree(Dtype.F32, new double[] {1, -1, 1, 1}, new double[] {-1, 5, 1, 0});

    TensorTree masked = masked(0.5, updates);

    assertThat(values(masked, "a")).containsExactly(1, -1, 1, 0);
    assertThat(values(masked, "b")).containsExactly(0, 5, 0, 0);
    assertThat(values(masked(0.5, updates.zerosLike()), "a")).containsOnly(0);
  }

  /** Against a sort, over sizes of many orders of magnitude. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.001, 0.25, 0.5, 0.999})
  void asManyMoveAsTheShareSays(double share) {
    CounterRandom random = new CounterRandom(7, 0);
    double[] sizes = new double[20_000];
    Arrays.setAll(
        sizes, i -> (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10)));
    TensorTree updates =
        tree(Dtype.F32, Arrays.copyOf(sizes, 5000), Arrays.copyOfRange(sizes, 5000, 20_000));

    TensorTree masked = masked(share, updates);

    int moving = (int) Math.max(1, Math.round(share * sizes.length));
    double[] sorted = Arrays.stream(sizes).map(Math::abs).sorted().toArray();
    double least = sorted[sorted.length - moving];
    double[] found = concat(values(masked, "a"), values(masked, "b"));
    double[] expected = Arrays.stream(sizes).map(u -> Math.abs(u) >= least ? u : 0).toArray();
    assertThat(found).containsExactly(expected);
    assertThat(Arrays.stream(found).filter(u -> u != 0).count()).isEqualTo(moving);
  }

  /** The memory of momentum would move every weight; behind it the mask holds them to the bit. */
  @Test
  void behindAnOptimizerThatRemembersTheOthersStayAsWell() {
    GradientTransformation chain =
        Chain.of(new Momentum(Schedule.constant(0.1), 0.9), new LargestShare(0.25));
    TensorTree parameters = Trajectory.tree(Trajectory.START, Dtype.F32, 2, 2);
    TransformationState state = chain.init(parameters);
    for (double[] gradient : Trajectory.GRADIENTS) {
      GradientTransformation.Update update =
          chain.update(Trajectory.tree(gradient, Dtype.F32, 2, 2), state, parameters);
      TensorTree next = parameters.plus(update.updates());
      float[] before = parameters.get("w").toFloats();
      float[] after = next.get("w").toFloats();
      int moved = 0;
      for (int i = 0; i < before.length; i++) {
        moved += before[i] == after[i] ? 0 : 1;
      }
      assertThat(moved).isEqualTo(1);
      parameters = next;
      state = update.state();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void aShareIsBetweenNoneAndAll(double share) {
    assertThatThrownBy(() -> new LargestShare(share)).hasMessageContaining("a share is above 0");
  }

  @Test
  void derivativesDoNotPassIt() {
    assertThatThrownBy(() -> Pullback.of(new LargestShare(0.5)))
        .hasMessageContaining("LargestShare cannot be trained through");
  }

  private static TensorTree masked(double share, TensorTree updates) {
    LargestShare link = new LargestShare(share);
    return link.update(updates, link.init(updates), updates).updates();
  }

  private static TensorTree tree(Dtype dtype, double[] a, double[] b) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a", Tensor.of(a, dtype, a.length));
    tensors.put("b", Tensor.of(b, dtype, b.length));
    return TensorTree.of(tensors);
  }

  private static double[] values(TensorTree tree, String name) {
    // What stays has an update of 0 of either sign.
    return Arrays.stream(tree.get(name).to(Dtype.F64).toDoubles()).map(u -> u + 0.0).toArray();
  }

  private static double[] concat(double[] one, double[] other) {
    double[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
