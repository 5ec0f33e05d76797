package dev.freshet.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.CpuScope;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.TensorTree;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A transformation is a function: it changes nothing that it is given, and repeats itself. */
@ExtendWith(CpuScope.class)
class PurityTest {
  private static final Schedule RATE = Schedule.warmupCosine(0.1, 0.01, 3, 20);

  static final List<GradientTransformation> ALL =
      List.of(
          new Sgd(RATE),
          new Momentum(RATE, 0.9),
          new Adam(RATE, 0.9, 0.999, 1e-8, 0.1),
          new ClipByGlobalNorm(0.01),
          new ClipByGlobalNorm(1e9),
          new LargestShare(0.5),
          Chain.of(new ClipByGlobalNorm(0.1), new Adam(RATE, 0.9, 0.999, 1e-8, 0.1)));

  @ParameterizedTest
  @FieldSource("ALL")
  void anUpdateChangesNothingThatItIsGiven(GradientTransformation transformation) {
    TensorTree parameters = Trajectory.tree(Trajectory.START, Dtype.F32, 2, 2);
    TensorTree gradients = Trajectory.tree(Trajectory.GRADIENTS[0], Dtype.F32, 2, 2);
    TransformationState state = warm(transformation, parameters);
    List<Map<String, ByteBuffer>> before =
        List.of(bytes(parameters), bytes(gradients), bytes(state));
    Map<String, Long> counters = Map.copyOf(state.counters());

    transformation.update(gradients, state, parameters);

    assertThat(List.of(bytes(parameters), bytes(gradients), bytes(state))).isEqualTo(before);
    assertThat(state.counters()).isEqualTo(counters);
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void theSameInputsGiveTheSameBits(GradientTransformation transformation) {
    TensorTree parameters = Trajectory.tree(Trajectory.START, Dtype.F32, 2, 2);
    TensorTree gradients = Trajectory.tree(Trajectory.GRADIENTS[1], Dtype.F32, 2, 2);
    TransformationState state = warm(transformation, parameters);

    GradientTransformation.Update first = transformation.update(gradients, state, parameters);
    GradientTransformation.Update second =
        transformation.update(gradients.copy(), state.mapSlots(TensorTree::copy), parameters);

    assertThat(bytes(second.updates())).isEqualTo(bytes(first.updates()));
    assertThat(bytes(second.state())).isEqualTo(bytes(first.state()));
    assertThat(second.state().counters()).isEqualTo(first.state().counters());
  }

  /** A state after a few steps, so that no slot is zero. */
  private static TransformationState warm(
      GradientTransformation transformation, TensorTree parameters) {
    TransformationState state = transformation.init(parameters);
    for (double[] gradient : Trajectory.GRADIENTS) {
      TensorTree gradients = Trajectory.tree(gradient, Dtype.F32, 2, 2);
      state = transformation.update(gradients, state, parameters).state();
    }
    return state;
  }

  private static Map<String, ByteBuffer> bytes(TensorTree tree) {
    Map<String, ByteBuffer> bytes = new LinkedHashMap<>();
    tree.tensors().forEach((name, tensor) -> bytes.put(name, tensor.toBytes()));
    return bytes;
  }

  private static Map<String, ByteBuffer> bytes(TransformationState state) {
    Map<String, ByteBuffer> all = new LinkedHashMap<>();
    state
        .slots()
        .forEach((slot, tree) -> bytes(tree).forEach((name, b) -> all.put(slot + "/" + name, b)));
    return all;
  }
}
