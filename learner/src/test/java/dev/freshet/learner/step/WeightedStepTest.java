package dev.freshet.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.MinSnrWeighting;
import dev.freshet.learner.weighting.StatelessWeighting;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.UniformWeighting;
import dev.freshet.learner.weighting.WeightingDescription;
import dev.freshet.learner.weighting.WeightingInput;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedStepTest {
  private static final String SHORT = TinyModel.SENTENCES.get(0);
  private static final String LONG = String.join(" ", TinyModel.SENTENCES).repeat(3);

  @TempDir Path folder;
  private LanguageModel base;
  private Scope scope;
  private WeightedStep step;

  /** A rule that a test writes in one line. */
  private record Rule(Function<WeightingInput, float[]> weights) implements StatelessWeighting {
    @Override
    public WeightingDescription description() {
      return new WeightingDescription("test", "", "", "");
    }

    @Override
    public float[] weigh(WeightingInput input) {
      return weights.apply(input);
    }
  }

  @BeforeEach
  void open() {
    base = TinyModel.read(folder);
    scope = Scope.on(TinyModel.device());
    step = new WeightedStep(base.decoder(), new Sgd(Schedule.constant(0.01)), Guards.FINITE);
  }

  @AfterEach
  void close() {
    scope.close();
    base.close();
  }

  /** The pass of the step and a pass apart, over one window and over many, see the same. */
  @ParameterizedTest
  @ValueSource(strings = {"short", "long"})
  void aWeightingSeesWhatTheModelSees(String length) {
    EncodedText text = encode(length.equals("short") ? SHORT : LONG);
    assertThat(text.length() > base.config().context()).isEqualTo(length.equals("long"));
    List<float[]> seen = new ArrayList<>();
    Rule rule =
        new Rule(
            input -> {
              seen.add(input.losses().get().toFloats());
              seen.add(input.hidden().get().toFloats());
              return ones(input);
            });
    StepOutcome outcome = step.take(initial(rule), rule, List.of(text));
    WeightingInput apart = WeightingInput.of(base.decoder(), base.parameters(), text);
    assertThat(seen.get(0)).containsExactly(apart.losses().get().toFloats(), within(1e-4f));
    assertThat(seen.get(1)).containsExactly(apart.hidden().get().toFloats(), within(1e-4f));
    assertThat(outcome.readings().get(0).losses()).containsExactly(seen.get(0), within(1e-4f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "long"})
  void lookingChangesNoGradient(String length) {
    EncodedText text = encode(length.equals("short") ? SHORT : LONG);
    Rule looking =
        new Rule(
            input -> {
              assertThat(input.hidden().get()).isNotNull();
              assertThat(input.losses().get()).isNotNull();
              return ones(input);
            });
    double looked = ((StepOutcome.Taken) take(looking, text)).gradientNorm();
    double plain = ((StepOutcome.Taken) take(new UniformWeighting(), text)).gradientNorm();
    assertThat(looked).isCloseTo(plain, within(1e-5 * plain));
  }

  /** What a weight depends on is looked at only: no gradient may flow through it. */
  @Test
  void weightsFromTheModelsOwnLossesAreConstants() {
    EncodedText text = encode(SHORT);
    Rule surprised = new Rule(input -> input.losses().get().squared().toFloats());
    StepOutcome.Taken taken = (StepOutcome.Taken) take(surprised, text);
    float[] weights = taken.readings().get(0).weights();
    StepOutcome.Taken given =
        (StepOutcome.Taken)
            step.take(step.initial(base.parameters()), List.of(new WeighedDocument(text, weights)));
    assertThat(distance(taken.learned().parameters(), given.learned().parameters()))
        .isLessThan(1e-5 * taken.updateNorm());
  }

  @Test
  void aDocumentWhoseWeightsAreAllZeroIsNoStep() {
    StepOutcome outcome = take(new Rule(input -> new float[input.targets()]), encode(SHORT));
    assertThat(outcome).isInstanceOf(StepOutcome.Empty.class);
    assertThat(outcome.readings().get(0).losses()).isEmpty();
    assertThat(take(new Rule(input -> new float[input.targets()]), encode(LONG)))
        .isInstanceOf(StepOutcome.Empty.class);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -1})
  void weightsThatCannotBeUsedRefuseTheStep(float bad) {
    Rule rule =
        new Rule(
            input -> {
              float[] weights = ones(input);
              weights[3] = bad;
              return weights;
            });
    StepOutcome outcome = take(rule, encode(SHORT));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            StepOutcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("token 4 the weight " + bad));
  }

  @Test
  void whatAWeightingRemembersGoesOnWithTheStepsThatAreTaken() {
    MinSnrWeighting weighting = new MinSnrWeighting();
    Learned before = initial(weighting);
    StepOutcome.Taken taken =
        (StepOutcome.Taken) step.take(before, weighting, List.of(encode(SHORT), encode(LONG)));
    double[] slot = Objects.requireNonNull(taken.learned().weighting().slots().get("mean-loss"));
    assertThat(slot[1]).isEqualTo(2);
    double mean = (taken.readings().get(0).meanLoss() + taken.readings().get(1).meanLoss()) / 2;
    assertThat(slot[0]).isCloseTo(mean, within(1e-4));
    assertThat(before.weighting().slots().get("mean-loss")).containsExactly(0, 0);
  }

  @Test
  void aStateOfAnotherWeightingBeginsAfresh() {
    Learned uniform = initial(new UniformWeighting());
    assertThat(uniform.under(new UniformWeighting())).isSameAs(uniform);
    assertThat(uniform.under(new MinSnrWeighting()).weighting().slots())
        .containsOnlyKeys("mean-loss");
  }

  /** The weights of tokens are those of the first pass, and what is remembered counts one step. */
  @ParameterizedTest
  @ValueSource(strings = {"short", "long"})
  void passesGoOnWhereTheOneBeforeLed(String length) {
    EncodedText text = encode(length.equals("short") ? SHORT : LONG);
    MinSnrWeighting weighting = new MinSnrWeighting();
    Rule surprised = new Rule(input -> input.losses().get().squared().toFloats());
    StepOutcome.Taken first = (StepOutcome.Taken) take(surprised, text);
    WeighedDocument same = new WeighedDocument(text, first.readings().get(0).weights());
    StepOutcome.Taken second = (StepOutcome.Taken) step.take(first.learned(), List.of(same));
    StepOutcome.Taken third = (StepOutcome.Taken) step.take(second.learned(), List.of(same));
    WeightedStep thrice = inPasses(3, 0.01);
    StepOutcome.Taken at =
        (StepOutcome.Taken)
            thrice.take(thrice.initial(base.parameters()), surprised, List.of(text));
    assertThat(distance(at.learned().parameters(), third.learned().parameters()))
        .isLessThan(1e-5 * at.updateNorm());
    assertThat(at.gradientNorm()).isEqualTo(first.gradientNorm());
    Learned counted =
        ((StepOutcome.Taken) thrice.take(initial(weighting), weighting, List.of(text))).learned();
    assertThat(Objects.requireNonNull(counted.weighting().slots().get("mean-loss"))[1])
        .isEqualTo(1);
  }

  @Test
  void aPassThatLeadsNowhereRefusesTheStep() {
    WeightedStep tooFar = inPasses(3, 1e30);
    Learned before = initial(new UniformWeighting());
    StepOutcome outcome = tooFar.take(before, new UniformWeighting(), List.of(encode(SHORT)));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            StepOutcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("the gradient norm is not finite"));
  }

  private WeightedStep inPasses(int passes, double rate) {
    return new WeightedStep(
        base.decoder(), new Sgd(Schedule.constant(rate)), passes, Guards.FINITE, Retention.NONE);
  }

  private Learned initial(TokenWeighting weighting) {
    return step.initial(base.parameters(), weighting);
  }

  private StepOutcome take(TokenWeighting weighting, EncodedText text) {
    return step.take(initial(weighting), weighting, List.of(text));
  }

  private EncodedText encode(String text) {
    return base.tokenizer().encode(text);
  }

  private static float[] ones(WeightingInput input) {
    return new UniformWeighting().weigh(input);
  }

  private static double distance(TensorTree one, TensorTree other) {
    return one.zip(other, Tensor::minus).globalNorm();
  }
}
