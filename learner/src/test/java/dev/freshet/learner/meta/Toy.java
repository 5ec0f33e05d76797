package dev.freshet.learner.meta;

import dev.freshet.learner.TinyModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gradient.Adam;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.gradient.ClipByGlobalNorm;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.gradient.Momentum;
import dev.freshet.learner.gradient.Precondition;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.SecondMoments;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.gradient.StepSizes;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A two-layer language model with weights large enough to be curved, documents, and chains. */
final class Toy {
  static final int VOCABULARY = 24;
  static final int TOKENS = 40;
  static final double CLIP = 0.05;
  static final double RATE = 0.02;

  final Decoder decoder = new Decoder(TinyModel.config(VOCABULARY, 64, List.of(0)));
  final TensorTree parameters;
  final List<int[]> documents = new ArrayList<>();
  final int[] asked = text(99);

  Toy(Dtype dtype, int steps) {
    parameters =
        decoder.initialise(7).map(t -> (t.shape().length == 1 ? t : t.scaled(6)).to(dtype));
    for (int k = 0; k < steps; k++) {
      documents.add(text(k));
    }
  }

  /** Begins with every token once, so that no row of the embedding is without a gradient. */
  static int[] text(long stream) {
    CounterRandom random = new CounterRandom(5, stream);
    int[] ids = new int[TOKENS];
    int[] all = new int[VOCABULARY];
    java.util.Arrays.setAll(all, i -> i);
    random.shuffle(all);
    System.arraycopy(all, 0, ids, 0, VOCABULARY);
    for (int i = VOCABULARY; i < TOKENS; i++) {
      ids[i] = random.nextInt(VOCABULARY);
    }
    return ids;
  }

  /** Weights between 0.2 and 1.8. */
  double[] weights(int step) {
    CounterRandom random = new CounterRandom(11, step);
    double[] weights = new double[documents.get(step).length - 1];
    java.util.Arrays.setAll(weights, i -> 0.2 + 1.6 * random.nextDouble());
    return weights;
  }

  /** A chain by name, its last link the step sizes. */
  Chain chain(String name) {
    Schedule rate = Schedule.constant(RATE);
    List<GradientTransformation> links =
        switch (name) {
          case "sgd" -> List.of(new Sgd(Schedule.constant(0.3)));
          case "momentum" -> List.of(new Momentum(Schedule.constant(0.2), 0.7));
          case "adamw" -> List.of(new Adam(rate, 0.9, 0.99, 1e-8, 0.1));
          case "clip" -> List.of(new ClipByGlobalNorm(CLIP), new Sgd(Schedule.constant(3)));
          case "clip+adam" ->
              List.of(new ClipByGlobalNorm(CLIP), new Adam(rate, 0.9, 0.99, 1e-4, 0));
          case "preconditioned" ->
              List.of(Precondition.of(new SecondMoments(secondMoments()), 0.3), new Sgd(rate));
          default -> throw new IllegalArgumentException(name);
        };
    List<GradientTransformation> all = new ArrayList<>(links);
    all.add(StepSizes.perTensor(factors()));
    return new Chain(all);
  }

  /** Between 0.5 and 2. */
  Map<String, Double> factors() {
    CounterRandom random = new CounterRandom(13, 0);
    Map<String, Double> factors = new LinkedHashMap<>();
    parameters.names().forEach(n -> factors.put(n, Math.pow(2, 2 * random.nextDouble() - 1)));
    return factors;
  }

  TensorTree secondMoments() {
    return random(17).map(Tensor::squared);
  }

  /** A tree of normal numbers. */
  TensorTree random(long seed) {
    CounterRandom random = new CounterRandom(seed, 0);
    return parameters.map(
        like -> {
          double[] values = new double[(int) like.count()];
          java.util.Arrays.setAll(values, i -> random.nextGaussian());
          return Tensor.of(values, like.dtype(), like.shape());
        });
  }

  /** The outer loss: the mean loss of a text that no step is taken on. */
  double outer(TensorTree at) {
    return outer(at, asked).item();
  }

  Tensor outer(TensorTree at, int[] ids) {
    return TokenLoss.of(decoder, at, Tensor.of(ids, 1, ids.length)).mean();
  }

  TensorTree outerGradient(TensorTree at) {
    try (Recording recording = Recording.of(at)) {
      recording.add(leaves -> outer(leaves, asked));
      return recording.gradients();
    }
  }

  InnerLoop.Trajectory take(InnerLoop loop, Weigher weigher) {
    return loop.take(loop.initial(parameters), documents, weigher);
  }

  /** The fixed weights of each document. */
  Weigher fixed() {
    return input -> weights(indexOf(input.ids()));
  }

  int indexOf(int[] ids) {
    for (int i = 0; i < documents.size(); i++) {
      if (java.util.Arrays.equals(documents.get(i), ids)) {
        return i;
      }
    }
    throw new IllegalArgumentException("not a document of this toy");
  }
}
