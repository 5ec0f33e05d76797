package dev.freshet.learner.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.MinSnrWeighting;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.UniformWeighting;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step with what keeps it from forgetting. */
class RetentionTest {
  private static final double RATE = 0.005;

  @TempDir Path folder;
  private LanguageModel base;
  private Scope scope;
  private final TokenWeighting uniform = new UniformWeighting();

  @BeforeEach
  void open() {
    base = TinyModel.read(folder.resolve("model"));
    scope = Scope.on(TinyModel.device());
  }

  @AfterEach
  void close() {
    scope.close();
    base.close();
  }

  private WeightedStep step(Map<String, String> settings) {
    Map<String, String> under = new HashMap<>(Map.of("adapter.anchor.weight", "0"));
    settings.forEach((key, value) -> under.put("adapter." + key, value));
    AdapterSettings adapter = new SettingsLoader().override(under).load().adapter();
    return new WeightedStep(
        base.decoder(),
        new Sgd(Schedule.constant(RATE)),
        adapter.passes(),
        Guards.FINITE,
        Retention.of(adapter, base));
  }

  private EncodedText text(int sentence) {
    return base.tokenizer().encode(TinyModel.SENTENCES.get(sentence));
  }

  private StepOutcome.Taken take(WeightedStep step, Learned before, int... sentences) {
    return (StepOutcome.Taken)
        step.take(before, uniform, Arrays.stream(sentences).mapToObj(this::text).toList());
  }

  private static double distance(TensorTree one, TensorTree other) {
    return one.zip(other, Tensor::minus).globalNorm();
  }

  /**
   * With plain descent the change is the sum of the changes of its parts, from the same weights.
   */
  @Test
  void aStepGoesTheSumOfTheNewDocumentsWayAndOfTheOldOnes() {
    WeightedStep rehearsing = step(Map.of("rehearsal.documents", "1", "rehearsal.weight", "0.5"));
    StepOutcome.Taken first = take(rehearsing, rehearsing.initial(base.parameters(), uniform), 0);
    assertThat(first.rehearsed()).as("nothing is known yet").isEmpty();
    StepOutcome.Taken second = take(rehearsing, first.learned(), 1);
    assertThat(second.rehearsed()).containsExactly(TinyModel.SENTENCES.get(0));

    WeightedStep plain = step(Map.of());
    TensorTree from = first.learned().parameters();
    TensorTree byNew = change(plain, from, 1);
    TensorTree byOld = change(plain, from, 0);
    TensorTree expected = from.plus(byNew).plusScaled(byOld, 0.5);
    assertThat(distance(second.learned().parameters(), expected))
        .isLessThan(1e-3 * byOld.globalNorm());
  }

  /** After the first pass there is a distance to pull back from; earlier documents go on too. */
  @Test
  void whatKeepsIsInEveryPass() throws IOException {
    Path text = Files.writeString(folder.resolve("anchor.txt"), TinyModel.SENTENCES.get(4));
    Map<String, String> keeps =
        Map.of(
            "rehearsal.documents", "1",
            "anchor.weight", "2",
            "anchor.tokens", "4096",
            "anchor.windows", "1",
            "anchor.text", text.toString(),
            "passes", "2");
    WeightedStep step = step(keeps);
    StepOutcome.Taken first = take(step, step.initial(base.parameters(), uniform), 0);
    StepOutcome.Taken both = take(step, first.learned(), 1);

    TensorTree from = first.learned().parameters();
    TensorTree one = from.plus(whole(from, step));
    TensorTree two = one.plus(whole(one, step));
    assertThat(distance(both.learned().parameters(), two)).isLessThan(1e-4 * distance(two, from));
  }

  /** What one pass over both documents and the whole anchor text changes. */
  private TensorTree whole(TensorTree at, WeightedStep step) {
    try (Scope inner = Scope.nested();
        Recording recording = Recording.of(at)) {
      for (int sentence : new int[] {0, 1}) {
        int[] ids = text(sentence).ids();
        recording.add(
            leaves -> TokenLoss.of(base.decoder(), leaves, Tensor.of(ids, 1, ids.length)).mean());
      }
      recording.add(leaves -> Objects.requireNonNull(step.retention().anchor()).pull(leaves, 1, 0));
      return inner.keep(recording.gradients().scaled(-RATE));
    }
  }

  private TensorTree change(WeightedStep plain, TensorTree from, int sentence) {
    return take(plain, plain.initial(from, uniform), sentence)
        .learned()
        .parameters()
        .zip(from, Tensor::minus);
  }

  @Test
  void whatIsLearnedAgainIsNotCountedAgain() {
    MinSnrWeighting weighting = new MinSnrWeighting();
    WeightedStep rehearsing = step(Map.of("rehearsal.documents", "2"));
    Learned learned = rehearsing.initial(base.parameters(), weighting);
    for (int i = 0; i < 3; i++) {
      learned =
          ((StepOutcome.Taken) rehearsing.take(learned, weighting, List.of(text(i)))).learned();
    }
    assertThat(Objects.requireNonNull(learned.weighting().slots().get("mean-loss"))[1])
        .isEqualTo(3);
    assertThat(learned.memory().reservoir().seen()).isEqualTo(3);
    assertThat(learned.memory().steps()).isEqualTo(3);
  }

  @Test
  void onlyEverySoManyStepsRehearse() {
    WeightedStep rehearsing = step(Map.of("rehearsal.documents", "1", "rehearsal.every", "3"));
    Learned learned = rehearsing.initial(base.parameters(), uniform);
    for (int i = 0; i < 9; i++) {
      StepOutcome.Taken taken = take(rehearsing, learned, i % 5);
      assertThat(taken.rehearsed()).hasSize(i > 0 && i % 3 == 0 ? 1 : 0);
      learned = taken.learned();
    }
  }

  @Test
  void withoutRehearsalNoTextIsKept() {
    Learned kept = learnedWith(Map.of("rehearsal.documents", "1"));
    assertThat(kept.memory().reservoir().documents()).hasSize(1);
    Learned after = take(step(Map.of()), kept, 1).learned();
    assertThat(after.memory().reservoir().documents()).isEmpty();
    assertThat(after.memory().average()).isNull();
  }

  private Learned learnedWith(Map<String, String> settings) {
    WeightedStep step = step(settings);
    return take(step, step.initial(base.parameters(), uniform), 0).learned();
  }

  /** Two documents in one step: the average keeps d^2 of what it was. */
  @Test
  void theAverageIsServedAndTheWeightsAreStepped() {
    WeightedStep averaging = step(Map.of("average", "4"));
    WeightedStep plain = step(Map.of());
    Learned averaged =
        take(averaging, averaging.initial(base.parameters(), uniform), 0, 1).learned();
    Learned stepped = take(plain, plain.initial(base.parameters(), uniform), 0, 1).learned();
    assertThat(distance(averaged.parameters(), stepped.parameters())).isZero();
    assertThat(stepped.served()).isSameAs(stepped.parameters());
    double left = Math.pow(2, -2 / 4.0);
    TensorTree expected = base.parameters().scaled(left).plusScaled(stepped.parameters(), 1 - left);
    assertThat(distance(averaged.served(), expected)).isLessThan(1e-5);
    assertThat(distance(averaged.served(), averaged.parameters())).isGreaterThan(1e-4);
  }

  @Test
  void anAnchorHoldsTheModelOnItsText() throws IOException {
    Path text = Files.writeString(folder.resolve("anchor.txt"), TinyModel.SENTENCES.get(4));
    double free = driftOn(text, Map.of());
    double held = driftOn(text, Map.of("anchor.weight", "2", "anchor.text", text.toString()));
    assertThat(held).isPositive().isLessThan(0.9 * free);
  }

  private double driftOn(Path text, Map<String, String> settings) {
    WeightedStep step = step(settings);
    Learned learned = step.initial(base.parameters(), uniform);
    for (int i = 0; i < 8; i++) {
      learned = take(step, learned, i % 4).learned();
    }
    return ReferenceText.read(text, base).compare(learned.parameters()).kl();
  }

  /** One document again and again beside the old one: what was known of it stays nearer. */
  @Test
  void rehearsalKeepsAnEarlierDocument() {
    double without = forgotten(Map.of());
    double with = forgotten(Map.of("rehearsal.documents", "1", "rehearsal.weight", "2"));
    assertThat(with).isLessThan(without);
  }

  private double forgotten(Map<String, String> settings) {
    WeightedStep step = step(settings);
    Learned learned = step.initial(base.parameters(), uniform);
    StepOutcome.Taken last = take(step, learned, 0);
    for (int i = 0; i < 10; i++) {
      last = take(step, last.learned(), 1 + i % 4);
    }
    WeightedStep plain = step(Map.of());
    StepOutcome.Taken asked = take(plain, last.learned(), 0);
    return asked.readings().get(0).meanLoss();
  }
}
