package dev.freshet.learner.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.CpuScope;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The derivatives after K steps against independent truths, in float64. */
@ExtendWith(CpuScope.class)
class AdjointTest {
  private static final Adjoint.Wanted ALL = new Adjoint.Wanted(true, true, true);

  private static Adjoint.Derivatives derive(Toy toy, String name) {
    Chain chain = toy.chain(name);
    InnerLoop loop = new InnerLoop(toy.decoder, chain);
    try (InnerLoop.Trajectory trajectory = toy.take(loop, toy.fixed())) {
      return new Adjoint(chain, new FiniteDifference(), true)
          .pullBack(trajectory, toy.outerGradient(trajectory.end().parameters()), ALL);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sgd,1",
    "sgd,3",
    "momentum,1",
    "momentum,3",
    "adamw,1",
    "adamw,3",
    "clip,1",
    "clip,3",
    "clip+adam,3",
    "preconditioned,3"
  })
  void theDerivativesAreThoseOfADoubleBackwardPass(String name, int steps) {
    Toy toy = new Toy(Dtype.F64, steps);
    Adjoint.Derivatives ours = derive(toy, name);
    GraphReference truth = new GraphReference(toy, name);

    for (int k = 0; k < steps; k++) {
      assertClose(ours.byWeight().get(k), truth.byWeight.get(k), 1e-6);
    }
    List<Double> byTensor =
        ours.byLogStep().tensors().values().stream().map(Tensor::sum).map(Tensor::item).toList();
    assertClose(values(byTensor), values(truth.byLogStep.values()), 1e-6);
    assertThat(ours.byLogStep().names()).containsExactlyElementsOf(truth.byLogStep.keySet());
    assertClose(flat(ours.byStart()), flat(truth.byStart), 1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "clip+adam"})
  void aTokensWeightChangesTheOuterLossAsItsDerivativeSays(String name) {
    Toy toy = new Toy(Dtype.F64, 3);
    Adjoint.Derivatives ours = derive(toy, name);
    InnerLoop loop = new InnerLoop(toy.decoder, toy.chain(name));
    CounterRandom random = new CounterRandom(3, 0);
    double scale = norm(ours.byWeight().get(0)) / Math.sqrt(Toy.TOKENS - 1.0);

    for (int i = 0; i < 10; i++) {
      int k = random.nextInt(3);
      int t = random.nextInt(Toy.TOKENS - 1);
      double slope =
          (afterMoving(toy, loop, k, t, 1e-4) - afterMoving(toy, loop, k, t, -1e-4)) / 2e-4;

      double derivative = ours.byWeight().get(k)[t];
      assertThat(derivative).isCloseTo(slope, within(1e-5 * Math.max(Math.abs(slope), scale)));
    }
  }

  /** Passes share a document's weights: a weight's derivative is the sum over them. */
  @Test
  void theWeightsOfSeveralPassesAreTheSame() {
    Toy toy = new Toy(Dtype.F64, 2);
    Chain chain = toy.chain("clip+adam");
    InnerLoop loop = new InnerLoop(toy.decoder, chain, 3);
    List<double[]> byWeight;
    try (InnerLoop.Trajectory trajectory = toy.take(loop, toy.fixed())) {
      assertThat(trajectory.steps()).hasSize(6);
      byWeight =
          new Adjoint(chain, new FiniteDifference(), true)
              .pullBack(trajectory, toy.outerGradient(trajectory.end().parameters()), ALL)
              .byWeight();
    }
    for (int t = 0; t < Toy.TOKENS - 1; t += 9) {
      double slope =
          (afterMoving(toy, loop, 0, t, 1e-4) - afterMoving(toy, loop, 0, t, -1e-4)) / 2e-4;
      double sum = byWeight.get(0)[t] + byWeight.get(1)[t] + byWeight.get(2)[t];
      assertThat(sum).isCloseTo(slope, within(1e-5 * Math.abs(slope) + 1e-9));
    }
  }

  private static double afterMoving(Toy toy, InnerLoop loop, int k, int t, double by) {
    Weigher moved =
        input -> {
          int index = toy.indexOf(input.ids());
          double[] weights = toy.weights(index);
          if (index == k) {
            weights[t] += by;
          }
          return weights;
        };
    try (InnerLoop.Trajectory trajectory = toy.take(loop, moved)) {
      return toy.outer(trajectory.end().parameters());
    }
  }

  /** Rows of the embedding whose token never occurs have no gradient; Adam divides by e there. */
  @Test
  void parametersWithoutAGradientDoNoHarmUnderAdam() {
    Toy toy = new Toy(Dtype.F64, 2);
    toy.documents.replaceAll(ids -> java.util.Arrays.stream(ids).map(id -> id % 7).toArray());
    Adjoint.Derivatives ours = derive(toy, "clip+adam");
    InnerLoop loop = new InnerLoop(toy.decoder, toy.chain("clip+adam"));

    assertThat(ours.identityError()).isLessThan(1e-6);
    for (int t = 0; t < Toy.TOKENS - 1; t += 13) {
      double slope =
          (afterMoving(toy, loop, 0, t, 1e-4) - afterMoving(toy, loop, 0, t, -1e-4)) / 2e-4;
      assertThat(ours.byWeight().get(0)[t])
          .isCloseTo(slope, within(1e-5 * Math.abs(slope) + 1e-10));
    }
  }

  @Test
  void halvingTheStepOfTheDifferenceHalvesItsError() {
    Toy toy = new Toy(Dtype.F64, 1);
    double[] truth = new GraphReference(toy, "sgd").byWeight.get(0);
    InnerLoop loop = new InnerLoop(toy.decoder, toy.chain("sgd"));
    try (InnerLoop.Trajectory trajectory = toy.take(loop, toy.fixed())) {
      InnerLoop.Step step = trajectory.steps().get(0);
      TensorTree u =
          toy.chain("sgd")
              .pullBack(
                  step.gradient(),
                  step.state(),
                  step.parameters(),
                  toy.outerGradient(trajectory.end().parameters()),
                  step.state())
              .gradients();
      double h = 2e-3 * step.parameters().globalNorm() / u.globalNorm();
      double expected = u.dot(step.gradient());

      double whole =
          error(FiniteDifference.difference(step, u, h, expected, false).byWeight(), truth);
      double half =
          error(FiniteDifference.difference(step, u, h / 2, expected, false).byWeight(), truth);

      assertThat(whole / half).isCloseTo(2, within(0.1));
    }
  }

  @Test
  void theCurvatureIsSymmetricAndTheIdentityHolds() {
    Toy toy = new Toy(Dtype.F64, 1);
    InnerLoop loop = new InnerLoop(toy.decoder, toy.chain("sgd"));
    try (InnerLoop.Trajectory trajectory = toy.take(loop, toy.fixed())) {
      InnerLoop.Step step = trajectory.steps().get(0);
      TensorTree x = toy.random(1);
      TensorTree y = toy.random(2);
      FiniteDifference difference = new FiniteDifference();
      FiniteDifference.Derivative alongX = difference.along(step, x, true);
      FiniteDifference.Derivative alongY = difference.along(step, y, true);

      double product = x.dot(alongY.curvature());
      assertThat(y.dot(alongX.curvature())).isCloseTo(product, within(1e-6 * Math.abs(product)));
      assertThat(alongX.identityError()).isLessThan(1e-7);
      double sum = 0;
      for (int t = 0; t < step.weights().length; t++) {
        sum += step.weights()[t] * alongX.byWeight()[t];
      }
      double expected = x.dot(step.gradient());
      assertThat(sum).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adamw", "clip", "preconditioned"})
  void floatsPointWhereDoublesPoint(String name) {
    Adjoint.Derivatives wide = derive(new Toy(Dtype.F64, 3), name);
    Adjoint.Derivatives narrow = derive(new Toy(Dtype.F32, 3), name);

    for (int k = 0; k < 3; k++) {
      assertThat(cosine(narrow.byWeight().get(k), wide.byWeight().get(k))).isGreaterThan(0.9999);
    }
    assertThat(cosine(flat(narrow.byStart()), flat(wide.byStart()))).isGreaterThan(0.9999);
    assertThat(narrow.identityError()).isLessThan(0.01);
  }

  @Test
  void leavingTheCurvatureOutIsExactForTheLastStepOnly() {
    Toy toy = new Toy(Dtype.F64, 3);
    Adjoint.Derivatives exact = derive(toy, "sgd");
    Chain chain = toy.chain("sgd");
    InnerLoop loop = new InnerLoop(toy.decoder, chain);
    try (InnerLoop.Trajectory trajectory = toy.take(loop, toy.fixed())) {
      Adjoint.Derivatives first =
          new Adjoint(chain, new FiniteDifference(), false)
              .pullBack(trajectory, toy.outerGradient(trajectory.end().parameters()), ALL);

      assertClose(first.byWeight().get(2), exact.byWeight().get(2), 1e-6);
      assertThat(error(first.byWeight().get(0), exact.byWeight().get(0))).isGreaterThan(1e-3);
      assertClose(
          flat(first.byStart()), flat(toy.outerGradient(trajectory.end().parameters())), 1e-12);
    }
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(norm(expected)).isPositive();
    assertThat(error(actual, expected)).isLessThan(tolerance);
  }

  /** |a - b| / |b|. */
  private static double error(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double[] difference = actual.clone();
    java.util.Arrays.setAll(difference, i -> actual[i] - expected[i]);
    return norm(difference) / norm(expected);
  }

  private static double norm(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static double cosine(double[] one, double[] other) {
    double dot = 0;
    for (int i = 0; i < one.length; i++) {
      dot += one[i] * other[i];
    }
    return dot / norm(one) / norm(other);
  }

  private static double[] values(Iterable<Double> numbers) {
    List<Double> list = new ArrayList<>();
    numbers.forEach(list::add);
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static double[] flat(TensorTree tree) {
    List<Double> all = new ArrayList<>();
    for (Tensor tensor : tree.tensors().values()) {
      for (double value : tensor.to(Dtype.F64).toDoubles()) {
        all.add(value);
      }
    }
    return values(all);
  }
}
