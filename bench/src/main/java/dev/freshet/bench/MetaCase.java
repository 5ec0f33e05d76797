package dev.freshet.bench;

import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.learner.decoder.RopeConfig;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.List;

/**
 * One meta-step to time: K steps of gradient descent on K documents, then the derivatives of the
 * loss of another text by all token weights and all step sizes.
 */
final class MetaCase {
  static final double RATE = 0.1;

  final Decoder decoder = new Decoder(config());
  final List<int[]> documents = new ArrayList<>();
  private final int[] asked;

  /**
   * @param steps K
   * @param tokens of each document
   */
  MetaCase(int steps, int tokens) {
    for (int k = 0; k < steps; k++) {
      documents.add(text(k, tokens));
    }
    asked = text(-1, tokens);
  }

  /** The shape of the bundled base model. */
  private static ModelConfig config() {
    return new ModelConfig(
        6144,
        192,
        6,
        6,
        2,
        32,
        512,
        256,
        1e-5,
        new RopeConfig(10_000, new RopeConfig.None()),
        true,
        false,
        false,
        -1,
        List.of());
  }

  private int[] text(long stream, int tokens) {
    CounterRandom random = new CounterRandom(1, stream);
    int[] ids = new int[tokens];
    for (int i = 0; i < tokens; i++) {
      ids[i] = random.nextInt(decoder.config().vocabulary());
    }
    return ids;
  }

  double[] weights(int step) {
    double[] weights = new double[documents.get(step).length - 1];
    java.util.Arrays.fill(weights, 1);
    return weights;
  }

  /** The gradient of the outer loss, in the current scope. */
  TensorTree outerGradient(TensorTree at) {
    try (Scope scope = Scope.nested();
        Recording recording = Recording.of(at)) {
      recording.add(
          leaves -> TokenLoss.of(decoder, leaves, Tensor.of(asked, 1, asked.length)).mean());
      return scope.keep(recording.gradients());
    }
  }
}
