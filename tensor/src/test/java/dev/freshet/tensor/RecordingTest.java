package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CpuScope.class)
class RecordingTest {
  private static final double[] W = {0.5, -1.25, 2};
  private static final double[] X = {3, 0.25, -0.75};
  private static final double[] H = {1, 2, 4};

  /**
   * Every operand that the forward makes (a scaled constant, a shift, arrays from the heap) must
   * outlive a collection of the heap between forward and backward. The memory that a collected
   * buffer had held is written over, so that a backward which reads it goes wrong.
   */
  @RepeatedTest(30)
  void gradientsAreTheClosedFormWhateverIsCollectedBeforeTheBackward() {
    TensorTree parameters = TensorTree.of(Map.of("w", Tensor.of(W, 3)));

    try (Recording recording = Recording.of(parameters)) {
      double loss =
          recording.add(
              leaves -> {
                Tensor y = leaves.get("w").times(Tensor.of(X, 3)).scaled(1.7).shifted(0.3);
                Tensor result = y.squared().times(Tensor.of(H, 3)).sum();
                collectAndOverwrite();
                return result;
              });
      double[] gradient = recording.gradients().get("w").toDoubles();

      double expectedLoss = 0;
      for (int i = 0; i < 3; i++) {
        double y = 1.7 * W[i] * X[i] + 0.3;
        expectedLoss += H[i] * y * y;
        assertThat(gradient[i]).isCloseTo(H[i] * 2 * y * 1.7 * X[i], within(1e-12));
      }
      assertThat(loss).isCloseTo(expectedLoss, within(1e-12));
    }
  }

  @SuppressWarnings("SystemGc") // the collection is what is tested
  private static void collectAndOverwrite() {
    System.gc();
    for (int i = 0; i < 200; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(8 * (1 + i % 16));
      while (buffer.hasRemaining()) {
        buffer.put((byte) 0x7F);
      }
    }
  }

  @Test
  void gradientsOfSeveralLossesAddUp() {
    TensorTree parameters = TensorTree.of(Map.of("w", Tensor.of(W, 3)));

    try (Recording recording = Recording.of(parameters)) {
      recording.add(leaves -> leaves.get("w").squared().sum());
      recording.add(leaves -> leaves.get("w").sum());
      double[] gradient = recording.gradients().get("w").toDoubles();

      assertThat(gradient).containsExactly(2 * W[0] + 1, 2 * W[1] + 1, 2 * W[2] + 1);
    }
  }

  @Test
  void aTensorThatNoLossDependsOnHasGradientZero() {
    TensorTree parameters = TensorTree.of(Map.of("w", Tensor.of(W, 3), "u", Tensor.of(X, 3)));

    try (Recording recording = Recording.of(parameters)) {
      recording.add(leaves -> leaves.get("w").sum());

      assertThat(recording.gradients().get("u").toDoubles()).containsExactly(0, 0, 0);
    }
  }

  @Test
  void aGradientFlowsThroughBroadcastingAndViewsToItsOwnShape() {
    TensorTree parameters = TensorTree.of(Map.of("b", Tensor.of(new double[] {1, 2}, 2)));
    Tensor rows = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);

    try (Recording recording = Recording.of(parameters)) {
      recording.add(leaves -> rows.times(leaves.get("b")).transpose(0, 1).slice(1, 1, 3).sum());

      assertThat(recording.gradients().get("b").toDoubles()).containsExactly(3 + 5, 4 + 6);
    }
  }

  @Test
  void twoRecordingsOverTheSameParametersDoNotMeet() {
    TensorTree parameters = TensorTree.of(Map.of("w", Tensor.of(W, 3)));

    try (Recording first = Recording.of(parameters);
        Recording second = Recording.of(parameters)) {
      first.add(leaves -> leaves.get("w").sum());
      second.add(leaves -> leaves.get("w").scaled(5).sum());

      assertThat(first.gradients().get("w").toDoubles()).containsExactly(1, 1, 1);
      assertThat(second.gradients().get("w").toDoubles()).containsExactly(5, 5, 5);
    }
  }

  @Test
  void gradientsThatWereTakenOutliveTheRecordingAndEndIt() {
    TensorTree parameters = TensorTree.of(Map.of("w", Tensor.of(W, 3)));
    TensorTree gradients;

    try (Recording recording = Recording.of(parameters)) {
      recording.add(leaves -> leaves.get("w").squared().sum());
      gradients = recording.gradients();
      assertThatThrownBy(() -> recording.add(leaves -> leaves.get("w").sum()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("start another recording");
    }

    assertThat(gradients.get("w").toDoubles()).containsExactly(2 * W[0], 2 * W[1], 2 * W[2]);
  }

  @Test
  void copiesAndConversionsAreRefusedWhereTheyWouldCutTheGraph() {
    TensorTree parameters = TensorTree.of(Map.of("w", Tensor.of(W, 3)));

    try (Recording recording = Recording.of(parameters)) {
      assertThatThrownBy(() -> recording.add(leaves -> leaves.get("w").copy().sum()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("copy silently cuts the graph");
      assertThatThrownBy(() -> recording.add(leaves -> leaves.get("w").to(Dtype.F32).sum()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("to silently cuts the graph");
    }
    assertThat(parameters.get("w").to(Dtype.F32).copy().toFloats())
        .containsExactly(0.5f, -1.25f, 2);
  }
}
