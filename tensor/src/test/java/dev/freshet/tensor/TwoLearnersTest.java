package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CpuScope.class)
class TwoLearnersTest {
  private static final int STEPS = 25;

  @Test
  void twoLearnersAtOnceOverSharedParametersEqualTheSameTwoInTurn() throws Exception {
    TensorTree shared = parameters();
    float[] untouched = shared.get("w").toFloats();

    List<float[]> inTurn = List.of(learned(shared, 1), learned(shared, 2));
    List<float[]> atOnce = atOnce(shared);

    assertThat(atOnce.get(0)).isEqualTo(inTurn.get(0));
    assertThat(atOnce.get(1)).isEqualTo(inTurn.get(1));
    assertThat(inTurn.get(0)).isNotEqualTo(inTurn.get(1)).isNotEqualTo(untouched);
    assertThat(shared.get("w").toFloats()).isEqualTo(untouched);
  }

  private static List<float[]> atOnce(TensorTree shared) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CyclicBarrier start = new CyclicBarrier(2);
    try {
      List<Future<float[]>> running = new ArrayList<>();
      for (int learner = 1; learner <= 2; learner++) {
        int seed = learner;
        Callable<float[]> task =
            () -> {
              start.await();
              return learned(shared, seed);
            };
        running.add(threads.submit(task));
      }
      return List.of(running.get(0).get(), running.get(1).get());
    } finally {
      threads.shutdown();
    }
  }

  /** Gradient descent of a learner of its own, from the shared start, on its own data. */
  private static float[] learned(TensorTree shared, int seed) {
    CounterRandom random = new CounterRandom(99, seed);
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      TensorTree parameters = shared;
      for (int step = 0; step < STEPS; step++) {
        Tensor x = Tensor.of(gaussians(random, 48 * 64), 48, 64);
        Tensor y = Tensor.of(gaussians(random, 48 * 32), 48, 32);
        try (Recording recording = Recording.of(parameters)) {
          recording.add(
              leaves ->
                  x.linear(leaves.get("w"), leaves.get("b")).silu().minus(y).squared().mean());
          parameters = parameters.plus(recording.gradients().scaled(-0.5));
        }
      }
      return parameters.get("w").toFloats();
    }
  }

  private static TensorTree parameters() {
    CounterRandom random = new CounterRandom(99, 0);
    return TensorTree.of(
        Map.of(
            "w", Tensor.of(gaussians(random, 32 * 64), 32, 64),
            "b", Tensor.zeros(Dtype.F32, 32)));
  }

  private static float[] gaussians(CounterRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
