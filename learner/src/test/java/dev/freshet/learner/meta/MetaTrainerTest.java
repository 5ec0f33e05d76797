package dev.freshet.learner.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.FreshetException;
import dev.freshet.learner.CpuScope;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.gradient.Adam;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.gradient.Pullback;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.scoring.AnswerRow;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.weighting.BodyConfig;
import dev.freshet.learner.weighting.CamelsNetwork;
import dev.freshet.learner.weighting.WeightingNetwork;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole episode in float64: its derivatives against differences of the outer loss. */
@ExtendWith(CpuScope.class)
class MetaTrainerTest {
  private static final WeightingNetwork NETWORK =
      CamelsNetwork.camels(new BodyConfig(Toy.VOCABULARY, 8, 1, 2, 16, 64), Attention.CAUSAL, 8);

  private Toy toy;
  private Episode episode;

  @BeforeEach
  void makeEpisode() {
    toy = new Toy(Dtype.F64, 2);
    episode =
        new Episode(
            List.of(reading("one", 0), reading("two", 1)), Toy.text(50), List.of(row(60), row(61)));
  }

  private Episode.Reading reading(String title, int document) {
    return new Episode.Reading(
        title, toy.documents.get(document), List.of(row(document + 30), row(document + 40)));
  }

  private static AnswerRow row(int stream) {
    return new AnswerRow(Arrays.copyOf(Toy.text(stream), 9 + stream % 3), 6);
  }

  private MetaTask task(Pullback optimizer, Set<MetaPart> learn) {
    return new MetaTask(
        toy.decoder,
        NETWORK,
        optimizer,
        1,
        new OuterLoss(toy.decoder, 0.7),
        new FiniteDifference(),
        learn);
  }

  private static Pullback optimizer(String name) {
    return name.equals("sgd")
        ? Chain.of(new Sgd(Schedule.constant(0.2)))
        : Chain.of(new Adam(Schedule.constant(0.01), 0.9, 0.99, 1e-4, 0));
  }

  /** Meta-parameters that are nowhere special: weights differ, step sizes differ. */
  private MetaParameters meta() {
    return meta(StepGrain.TENSOR);
  }

  private MetaParameters meta(StepGrain grain) {
    MetaParameters fresh =
        MetaParameters.initial(toy.parameters, NETWORK, EnumSet.allOf(MetaPart.class), grain, 3);
    CounterRandom random = new CounterRandom(21, 0);
    TensorTree weighting =
        fresh.weighting().map(t -> t.to(Dtype.F64).plus(noise(random, t.shape(), 0.3)));
    TensorTree steps = fresh.logSteps().map(t -> t.plus(noise(random, t.shape(), 0.4)));
    return new MetaParameters(weighting, steps, fresh.start());
  }

  private static Tensor noise(CounterRandom random, long[] shape, double size) {
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> size * random.nextGaussian());
    return Tensor.of(values, shape);
  }

  private double loss(MetaTrainer trainer, MetaTask task, MetaParameters meta, Learned before) {
    return trainer.learn(task, meta, before, episode).loss();
  }

  /**
   * The teacher of the divergence stands still, so the start moves only in what is adapted: the
   * whole derivative is that of the loss with its teacher fixed.
   */
  @ParameterizedTest
  @CsvSource({
    "maml,sgd,WEIGHTS,TENSOR",
    "maml,adam,WEIGHTS,TENSOR",
    "maml,sgd,STEPS,TENSOR",
    "maml,adam,STEPS,TENSOR",
    "maml,sgd,STEPS,ROW",
    "maml,adam,STEPS,ROW",
    "oml,sgd,WEIGHTS,ROW"
  })
  void theOuterLossChangesAlongARandomDirectionAsTheDerivativeSays(
      String name, String optimizer, MetaPart part, StepGrain grain) {
    MetaTask task = task(optimizer(optimizer), EnumSet.of(part));
    MetaTrainer trainer = MetaTrainer.named(name, task.learn());
    MetaParameters meta = meta(grain);
    Learned before = task.start(meta);
    MetaTrainer.Lesson lesson = trainer.learn(task, meta, before, episode);
    TensorTree gradient = lesson.gradient().flat(task.learn());
    CounterRandom random = new CounterRandom(31, 0);
    TensorTree direction = gradient.map(t -> noise(random, t.shape(), 1));
    double h = 1e-6;

    TensorTree at = meta.flat(task.learn());
    double up = loss(trainer, task, meta.with(at.plusScaled(direction, h)), before);
    double down = loss(trainer, task, meta.with(at.plusScaled(direction, -h)), before);

    double slope = (up - down) / (2 * h);
    assertThat(gradient.dot(direction)).isCloseTo(slope, within(1e-5 * Math.abs(slope) + 1e-9));
    assertThat(lesson.identityError()).isLessThan(1e-6);
  }

  @Test
  void theInitialisationsDerivativeIsThatOfTheAnswers() {
    MetaTask task =
        new MetaTask(
            toy.decoder,
            NETWORK,
            optimizer("adam"),
            1,
            new OuterLoss(toy.decoder, 0),
            new FiniteDifference(),
            EnumSet.of(MetaPart.INIT));
    MetaTrainer trainer = MetaTrainer.named("maml", task.learn());
    MetaParameters meta = meta();
    TensorTree gradient = trainer.learn(task, meta, task.start(meta), episode).gradient().start();
    TensorTree direction = toy.random(41);
    double h = 1e-7;

    double slope =
        (lossFrom(trainer, task, meta, direction, h) - lossFrom(trainer, task, meta, direction, -h))
            / (2 * h);

    assertThat(gradient.dot(direction)).isCloseTo(slope, within(1e-5 * Math.abs(slope)));
  }

  private double lossFrom(
      MetaTrainer trainer, MetaTask task, MetaParameters meta, TensorTree direction, double h) {
    MetaParameters moved =
        new MetaParameters(
            meta.weighting(), meta.logSteps(), meta.start().plusScaled(direction, h));
    return loss(trainer, task, moved, task.start(moved));
  }

  @Test
  void reptileMovesTowardsWhereTheStepsLead() {
    MetaTask task = task(optimizer("sgd"), EnumSet.of(MetaPart.INIT));
    MetaTrainer reptile = MetaTrainer.named("reptile", task.learn());
    MetaParameters meta = meta();
    Learned before = task.start(meta);

    TensorTree away = reptile.learn(task, meta, before, episode).gradient().start();

    MetaParameters moved =
        new MetaParameters(meta.weighting(), meta.logSteps(), meta.start().plusScaled(away, -0.2));
    assertThat(task.outer().nll(moved.start(), episode.questions()))
        .isLessThan(task.outer().nll(meta.start(), episode.questions()));
    assertThatThrownBy(() -> MetaTrainer.named("reptile", EnumSet.of(MetaPart.WEIGHTS)))
        .isInstanceOf(FreshetException.class)
        .hasMessage("reptile cannot learn weights");
  }

  @Test
  void theTrainersDifferInWhatTheyLeaveOut() {
    MetaTask task = task(optimizer("sgd"), EnumSet.of(MetaPart.WEIGHTS));
    MetaParameters meta = meta();
    Learned before = task.start(meta);
    TensorTree exact =
        MetaTrainer.named("maml", task.learn())
            .learn(task, meta, before, episode)
            .gradient()
            .weighting();
    TensorTree first =
        MetaTrainer.named("fomaml", task.learn())
            .learn(task, meta, before, episode)
            .gradient()
            .weighting();
    double cosine = exact.dot(first) / exact.globalNorm() / first.globalNorm();

    assertThat(cosine).isBetween(0.8, 0.99999);
    assertThatThrownBy(() -> MetaTrainer.named("mamal", task.learn()))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("mamal");
  }

  @Test
  void theOuterLossIsZeroKlAndTheAnswersMeanBeforeAnyStep() {
    OuterLoss outer = new OuterLoss(toy.decoder, 0.7);
    TensorTree base = toy.parameters;
    OuterLoss.Value still = outer.value(base, base, episode.questions(), episode.unrelated());
    double sum = 0;
    for (AnswerRow row : episode.questions()) {
      double[] losses = new DocumentLoss(toy.decoder, row.ids()).losses(base);
      double answer = 0;
      for (int t = row.answerFrom(); t < row.ids().length; t++) {
        answer += losses[t - 1];
      }
      sum += answer / row.answerTokens();
    }

    assertThat(still.kl()).isCloseTo(0, within(1e-12));
    assertThat(still.nll()).isCloseTo(sum / episode.questions().size(), within(1e-10));
    TensorTree moved = base.plusScaled(toy.random(1), 0.01);
    assertThat(outer.value(base, moved, episode.questions(), episode.unrelated()).kl())
        .isPositive();
  }
}
