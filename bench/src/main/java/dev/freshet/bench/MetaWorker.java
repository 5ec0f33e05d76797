package dev.freshet.bench;

import dev.freshet.app.http.ProcessUsage;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One contender in a process of its own, so that its peak of memory is its own. Arguments: which,
 * threads, K, tokens. Answers each line of its input:
 *
 * <pre>
 * take     seconds of a meta-step
 * memory   bytes resident at the peak, above those before the first meta-step
 * values   the derivatives by the tokens' weights
 * </pre>
 */
final class MetaWorker {
  private MetaWorker() {}

  public static void main(String[] arguments) throws IOException {
    Torch.start(Integer.parseInt(arguments[1]));
    MetaContender contender = MetaContender.named(arguments[0]);
    MetaCase task = new MetaCase(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      TensorTree start =
          task.decoder.initialise(1).map(t -> t.shape().length == 1 ? t : t.scaled(2));
      double before = ProcessUsage.residentBytes();
      double[] derivatives = {};
      System.out.println("ready " + arguments[0]);
      BufferedReader requests =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        switch (line) {
          case "take" -> {
            long begin = System.nanoTime();
            derivatives = contender.take(task, start);
            System.out.println((System.nanoTime() - begin) / 1e9);
          }
          case "memory" -> System.out.println(ProcessUsage.peakResidentBytes() - before);
          case "values" ->
              System.out.println(
                  Arrays.stream(derivatives)
                      .mapToObj(Double::toString)
                      .collect(Collectors.joining(" ")));
          default -> throw new IllegalArgumentException("no such request: " + line);
        }
      }
    }
  }
}
