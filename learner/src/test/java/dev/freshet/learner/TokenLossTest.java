package dev.freshet.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.decoder.Fixture;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@ExtendWith(CpuScope.class)
class TokenLossTest {
  static final List<String> NAMES = Fixture.NAMES;

  private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 7, 18, 2, 8, 0};
  private static final double STEP = 1e-5;
  private static final int ENTRIES = 4;

  /** -log of the softmax, written out: log sum exp of all logits, less the target's. */
  @ParameterizedTest
  @FieldSource("NAMES")
  void theLossOfATokenIsItsNegativeLogLikelihood(String name) {
    Fixture fixture = Fixture.read(name);
    TensorTree exact = fixture.parameters().map(tensor -> tensor.to(Dtype.F64));
    Tensor ids = Tensor.of(IDS, 2, 6);

    Tensor losses = TokenLoss.of(fixture.decoder(), exact, ids);

    assertThat(losses.shape()).containsExactly(2, 5);
    double[] logits = fixture.decoder().logits(exact, ids).toDoubles();
    int vocabulary = fixture.decoder().config().vocabulary();
    for (int row = 0; row < 2; row++) {
      for (int t = 0; t < 5; t++) {
        int at = (row * 6 + t) * vocabulary;
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
          sum += Math.exp(logits[at + i]);
        }
        double expected = Math.log(sum) - logits[at + IDS[row * 6 + t + 1]];
        assertThat(losses.toDoubles()[row * 5 + t]).isCloseTo(expected, within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void gradientsAreTheFiniteDifferencesInEveryParameter(String name) {
    Fixture fixture = Fixture.read(name);
    TensorTree exact = fixture.parameters().map(tensor -> tensor.to(Dtype.F64));

    TensorTree gradients;
    try (Recording recording = Recording.of(exact)) {
      recording.add(leaves -> loss(fixture, leaves));
      gradients = recording.gradients();
    }

    CounterRandom random = new CounterRandom(4, 4);
    for (String parameter : exact.names()) {
      double[] gradient = gradients.get(parameter).toDoubles();
      for (int i = 0; i < ENTRIES; i++) {
        int entry = entryToCheck(parameter, gradient, random);
        double numeric =
            (lossWith(fixture, exact, parameter, entry, STEP)
                    - lossWith(fixture, exact, parameter, entry, -STEP))
                / (2 * STEP);

        assertThat(gradient[entry])
            .as("%s[%s]", parameter, entry)
            .isCloseTo(numeric, within(1e-5 * Math.abs(numeric) + 1e-9));
      }
    }
  }

  /** Rows of the embedding that no token took have gradient zero and would prove little. */
  private static int entryToCheck(String parameter, double[] gradient, CounterRandom random) {
    int entry = random.nextInt(gradient.length);
    while (parameter.contains("embed_tokens") && gradient[entry] == 0) {
      entry = random.nextInt(gradient.length);
    }
    return entry;
  }

  private static double lossWith(
      Fixture fixture, TensorTree parameters, String name, int entry, double change) {
    try (Scope scope = Scope.nested()) {
      Map<String, Tensor> changed = new LinkedHashMap<>(parameters.tensors());
      double[] values = parameters.get(name).toDoubles();
      values[entry] += change;
      changed.put(name, Tensor.of(values, parameters.get(name).shape()));
      return loss(fixture, TensorTree.of(changed)).item();
    }
  }

  /** A sum over two rows in which every token has a weight of its own. */
  private static Tensor loss(Fixture fixture, TensorTree parameters) {
    Tensor weights = Tensor.of(new double[] {1, 0.5, 2, 0.25, 3, 1.5, 0, 1, 0.75, 0.1}, 2, 5);
    return TokenLoss.of(fixture.decoder(), parameters, Tensor.of(IDS, 2, 6)).times(weights).sum();
  }
}
