package dev.freshet.bench;

import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.Torch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Our side of the benchmark, a process of its own so that its thread count is its own. Says that it
 * is ready, then answers requests, one line each, with one number:
 *
 * <pre>
 * peak SIZE REPEATS   seconds of the fastest product of two square matrices
 * case ...            makes a model ready ({@link StepCase#request}); its number of parameters
 * steps N             seconds a step, over N steps after one that is not timed
 * </pre>
 */
final class StepWorker {
  private final ComputeDevice cpu = Torch.device("cpu");
  private @Nullable OurStep step;

  private StepWorker() {}

  public static void main(String[] arguments) throws IOException {
    Torch.start(Integer.parseInt(arguments[0]));
    StepWorker worker = new StepWorker();
    System.out.println("ready libtorch " + Torch.version());
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      System.out.println(worker.answer(line.split(" ")));
    }
  }

  private double answer(String[] words) {
    return switch (words[0]) {
      case "peak" -> peak(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "case" -> prepare(StepCase.parse(words));
      case "steps" -> steps(Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException("no such request: " + words[0]);
    };
  }

  private double peak(int size, int repeats) {
    double best = Double.POSITIVE_INFINITY;
    try (Scope scope = Scope.on(cpu)) {
      Tensor a = Tensor.full(1.25, Dtype.F32, size, size);
      Tensor b = Tensor.full(0.75, Dtype.F32, size, size);
      for (int i = 0; i < repeats; i++) {
        long begin = System.nanoTime();
        a.matmul(b).close();
        best = Math.min(best, (System.nanoTime() - begin) / 1e9);
      }
    }
    return best;
  }

  private double prepare(StepCase shape) {
    if (step != null) {
      step.close();
    }
    step = new OurStep(cpu, shape);
    return step.parameterCount();
  }

  private double steps(int count) {
    OurStep ready = step;
    if (ready == null) {
      throw new IllegalStateException("no case was made ready");
    }
    ready.take();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      ready.take();
    }
    return (System.nanoTime() - begin) / 1e9 / count;
  }
}
