package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine's switch for recording is per thread, and on in every new thread. */
@ExtendWith(CpuScope.class)
class GradientModeTest {

  @Test
  void recordingIsOnInsideTheForwardOnly() {
    try (Recording recording = Recording.of(parameters())) {
      recording.add(
          leaves -> {
            assertThat(JniUtils.isGradMode()).isTrue();
            return leaves.get("w").sum();
          });
    }

    assertThat(JniUtils.isGradMode()).isFalse();
  }

  @Test
  void aForwardThatThrowsLeavesRecordingOffAndScopesClosed() {
    Scope around = Scope.current();
    TensorTree parameters = parameters();

    try (Recording recording = Recording.of(parameters)) {
      assertThatThrownBy(
              () ->
                  recording.add(
                      leaves -> {
                        throw new IllegalArgumentException("a forward that fails");
                      }))
          .hasMessage("a forward that fails");
      assertThat(JniUtils.isGradMode()).isFalse();
      assertThat(Scope.current()).isSameAs(around);

      recording.add(leaves -> leaves.get("w").sum());
      assertThat(recording.gradients().get("w").toFloats()).containsOnly(1);
    }
  }

  @Test
  void aForwardOfTheWrongShapeLeavesRecordingOff() {
    try (Recording recording = Recording.of(parameters())) {
      assertThatThrownBy(() -> recording.add(leaves -> leaves.get("w").matmul(leaves.get("w"))));
    }

    assertThat(JniUtils.isGradMode()).isFalse();
  }

  @Test
  void aNewThreadRecordsNothingInsideAScopeThoughTheEngineWouldHaveIt() throws Exception {
    TensorTree parameters = parameters();

    try (Recording recording = Recording.of(parameters)) {
      TensorTree[] recorded = new TensorTree[1];
      recording.add(
          leaves -> {
            recorded[0] = leaves;
            assertThat(hasGraph(leaves.get("w").scaled(2).sum())).isTrue();
            return leaves.get("w").sum();
          });

      onNewThread(
          () -> {
            assertThat(JniUtils.isGradMode()).as("the trap is there").isTrue();
            try (Scope scope = Scope.on(Torch.device("cpu"))) {
              Tensor score = recorded[0].get("w").scaled(2).sum();
              assertThat(hasGraph(score)).isFalse();
              try (Recording another = Recording.of(TensorTree.of(Map.of("score", score)))) {
                another.add(leaves -> leaves.get("score").squared());
                assertThat(another.gradients().get("score").item()).isEqualTo(2 * score.item());
              }
            }
            assertThat(JniUtils.isGradMode()).as("given back as it was found").isTrue();
            return null;
          });
    }
  }

  /** The engine refuses to go backward from a scalar that has no graph behind it. */
  private static boolean hasGraph(Tensor scalar) {
    try (Tensor one = Tensor.full(1, scalar.dtype())) {
      JniUtils.backward(scalar.array, one.array, false, false);
      return true;
    } catch (EngineException e) {
      assertThat(e).hasMessageContaining("does not require grad");
      return false;
    }
  }

  private static void onNewThread(Callable<?> task) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      thread.submit(task).get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      thread.shutdown();
    }
  }

  private static TensorTree parameters() {
    return TensorTree.of(Map.of("w", Tensor.full(1.5, Dtype.F32, 2, 3)));
  }
}
