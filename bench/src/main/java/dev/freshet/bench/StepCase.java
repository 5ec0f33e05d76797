package dev.freshet.bench;

import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.learner.decoder.RopeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A step to time.
 *
 * @param size the model's name, about its number of parameters
 * @param rows sequences of {@link #TOKENS} tokens in a batch
 * @param optimizer {@code sgd} or {@code adam}
 */
record StepCase(
    String size,
    int vocabulary,
    int width,
    int layers,
    int heads,
    int keyValueHeads,
    int inner,
    int rows,
    String optimizer) {
  static final int TOKENS = 256;

  private static final Set<String> LARGE = Set.of("25M", "124M");

  /** All steps of some sizes, the largest models in one row only. */
  static List<StepCase> grid(List<String> sizes) {
    List<StepCase> cases = new ArrayList<>();
    for (String size : sizes) {
      for (int rows : LARGE.contains(size) ? new int[] {1} : new int[] {1, 8}) {
        for (String optimizer : new String[] {"sgd", "adam"}) {
          cases.add(of(size, rows, optimizer));
        }
      }
    }
    return cases;
  }

  static StepCase of(String size, int rows, String optimizer) {
    return switch (size) {
      case "1M" -> new StepCase(size, 2048, 128, 4, 4, 2, 384, rows, optimizer);
      case "5M" -> new StepCase(size, 4096, 256, 6, 4, 2, 640, rows, optimizer);
      case "25M" -> new StepCase(size, 8192, 512, 7, 8, 4, 1408, rows, optimizer);
      case "124M" -> new StepCase(size, 50_257, 768, 12, 12, 12, 2048, rows, optimizer);
      default -> throw new IllegalArgumentException("sizes are 1M, 5M, 25M and 124M, not " + size);
    };
  }

  /** The case as the request that a contender understands. */
  String request() {
    return String.format(
        Locale.ROOT,
        "case %d %d %d %d %d %d %d %d %s",
        vocabulary,
        width,
        layers,
        heads,
        keyValueHeads,
        inner,
        rows,
        TOKENS,
        optimizer);
  }

  static StepCase parse(String[] words) {
    int[] n = new int[8];
    for (int i = 0; i < n.length; i++) {
      n[i] = Integer.parseInt(words[i + 1]);
    }
    return new StepCase("", n[0], n[1], n[2], n[3], n[4], n[5], n[6], words[9]);
  }

  ModelConfig config() {
    return new ModelConfig(
        vocabulary,
        width,
        layers,
        heads,
        keyValueHeads,
        width / heads,
        inner,
        TOKENS,
        1e-5,
        new RopeConfig(10_000, new RopeConfig.None()),
        true,
        false,
        false,
        -1,
        List.of());
  }

  /**
   * Floating-point operations of the matrix products of a step: two for each weight and token
   * forward, and for each pair of tokens in attention; twice that backward.
   */
  double operations() {
    long keys = (long) width / heads * keyValueHeads;
    long weights =
        (long) vocabulary * width
            + layers * (2L * width * width + 2L * width * keys + 3L * width * inner);
    long attention = 2L * width * layers * TOKENS;
    return 3.0 * 2 * (weights + attention) * rows * TOKENS;
  }
}
