package dev.freshet.learner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.gradient.Adam;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.gradient.ClipByGlobalNorm;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.gradient.Momentum;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrialsTest {
  private static final double RATE = 0.02;

  @TempDir Path folder;
  private LanguageModel base;
  private Cells cells;
  private ReferenceText reference;
  private long made;
  private long found;

  @BeforeEach
  void open() throws IOException {
    base = TinyModel.read(folder.resolve("model"));
    cells = Cells.in(folder.resolve("work"), "test");
    Path text =
        Files.writeString(
            folder.resolve("reference.txt"), String.join(" ", TinyModel.SENTENCES).repeat(2));
    reference = ReferenceText.read(text, base);
  }

  @AfterEach
  void close() {
    cells.close();
    base.close();
  }

  private static List<EvaluationDocument> documents() {
    List<EvaluationDocument> documents = new ArrayList<>();
    for (int i = 0; i < TinyModel.SENTENCES.size(); i++) {
      documents.add(
          new EvaluationDocument(
              "d" + i,
              "a" + i / 2,
              TinyModel.SENTENCES.get(i),
              List.of(
                  new Question("What is the river " + i + "?", List.of("the Elbe", "Elbe")),
                  new Question("Of what was it built?", List.of("stone")))));
    }
    return documents;
  }

  private static Method method(
      TokenWeighting weighting, DoubleFunction<GradientTransformation> chain) {
    return new Method(
        "m", weighting.name(), weighting, weighting.initial(), chain, 1, Retention.NONE);
  }

  private Method uniform() {
    return method(
        TokenWeightings.open("uniform", base).weighting(),
        rate -> new Sgd(Schedule.constant(rate)));
  }

  private void heard(int units, boolean isNew) {
    made += isNew ? units : 0;
    found += isNew ? 0 : units;
  }

  private IndependentTrials independent(Cells kept) {
    return new IndependentTrials(base, reference, 64, 4, kept);
  }

  static Stream<DoubleFunction<GradientTransformation>> chains() {
    return Stream.of(
        rate -> new Sgd(Schedule.constant(rate)),
        rate -> new Momentum(Schedule.constant(rate), 0.9),
        rate -> new Adam(Schedule.constant(rate * 0.01), 0.9, 0.999, 1e-8, 0.01),
        rate -> Chain.of(new ClipByGlobalNorm(0.1), new Sgd(Schedule.constant(rate))));
  }

  @Test
  void ofSeveralPassesEachRateTakesItsOwn() {
    Method once = uniform();
    Method thrice =
        new Method("m", "thrice", once.weighting(), once.start(), once.chain(), 3, Retention.NONE);
    EvaluationDocument document = documents().get(0);
    try (IndependentTrials trials = independent(cells);
        Scope scope = Scope.on(base.device())) {
      for (Trial trial : atTwoRates(trials, thrice, document)) {
        TensorTree own = steppedAlike(thrice, document, trial);
        double moved = own.zip(base.parameters(), Tensor::minus).globalNorm();
        assertThat(trial.updateNorm()).isCloseTo(moved, within(1e-4 * moved));
      }
    }
  }

  /** One backward pass for all rates is what a step of its own at each rate is. */
  @ParameterizedTest
  @MethodSource("chains")
  void aDirectionTimesARateIsTheStepAtThatRate(DoubleFunction<GradientTransformation> chain) {
    Method method = method(TokenWeightings.open("uniform", base).weighting(), chain);
    EvaluationDocument document = documents().get(0);
    try (IndependentTrials trials = independent(cells);
        Scope scope = Scope.on(base.device())) {
      for (Trial trial : atTwoRates(trials, method, document)) {
        TensorTree own = steppedAlike(method, document, trial);
        assertThat(trial.base().nll()).isNotEqualTo(trial.now().nll());
        try (ReferenceText.Excerpt excerpt = reference.excerpt(0, 1)) {
          assertThat(trial.kl()).isCloseTo(excerpt.compare(own).kl(), within(2e-5));
        }
      }
    }
  }

  private List<Trial> atTwoRates(
      IndependentTrials trials, Method method, EvaluationDocument document) {
    double[] rates = {RATE, 4 * RATE};
    return trials.of(method, List.of(document), rates, Depth.ANSWERS, this::heard);
  }

  /** The weights after a step of its own at a trial's rate, which must answer as the trial's do. */
  private TensorTree steppedAlike(Method method, EvaluationDocument document, Trial trial) {
    TensorTree own = stepped(method, document, trial.learningRate());
    double[] nll = new AnswerScorer(base, 4, 8).nll(own, document.questions());
    assertThat(trial.now().nll()).containsExactly(nll, within(2e-5));
    return own;
  }

  private TensorTree stepped(Method method, EvaluationDocument document, double rate) {
    WeightedStep step = method.step(base.decoder(), rate);
    Learned before = step.initial(base.parameters(), method.weighting());
    StepOutcome outcome =
        step.take(before, method.weighting(), List.of(base.tokenizer().encode(document.text())));
    return ((StepOutcome.Taken) outcome).learned().parameters();
  }

  @Test
  void whatWasComputedIsFoundAgainAndAnotherMethodIsNot() {
    double[] rates = {RATE, 2 * RATE};
    List<Trial> first;
    try (IndependentTrials trials = independent(cells)) {
      first = trials.of(uniform(), documents(), rates, Depth.LIKELIHOOD, this::heard);
    }
    assertThat(made).isEqualTo(10);
    cells.close();
    cells = Cells.in(folder.resolve("work"), "test");
    try (IndependentTrials trials = independent(cells)) {
      List<Trial> again = trials.of(uniform(), documents(), rates, Depth.LIKELIHOOD, this::heard);
      assertThat(made).isEqualTo(10);
      assertThat(found).isEqualTo(10);
      assertThat(again).usingRecursiveComparison().isEqualTo(first);
      Method other =
          method(
              TokenWeightings.open("salient", base).weighting(),
              rate -> new Sgd(Schedule.constant(rate)));
      trials.of(other, documents(), rates, Depth.LIKELIHOOD, this::heard);
      assertThat(made).isEqualTo(20);
    }
  }

  @Test
  void aLineThatAKillCutShortIsMadeAgain() throws IOException {
    try (IndependentTrials trials = independent(cells)) {
      trials.of(uniform(), documents(), new double[] {RATE}, Depth.LIKELIHOOD, this::heard);
    }
    cells.close();
    Path file = folder.resolve("work/cells.jsonl");
    String lines = Files.readString(file);
    Files.writeString(file, lines.substring(0, lines.length() - 40));
    cells = Cells.in(folder.resolve("work"), "test");
    try (IndependentTrials trials = independent(cells)) {
      trials.of(uniform(), documents(), new double[] {RATE}, Depth.LIKELIHOOD, this::heard);
    }
    assertThat(made).isEqualTo(5 + 1);
    assertThat(Files.readAllLines(file)).hasSize(5);
  }

  @Test
  void oneEvaluationAtATimeWorksInAFolder() {
    assertThatThrownBy(() -> Cells.in(folder.resolve("work"), "test"))
        .isInstanceOf(FreshetException.class);
  }

  /** A document that no weight is given to stays, as one that taught nothing. */
  @Test
  void aDocumentWithoutWeightIsATrialThatChangesNothing() {
    TokenWeighting oracle =
        new dev.freshet.learner.weighting.OracleWeighting(
            text -> text.text().contains("Elbe") ? List.of("Elbe") : List.of());
    Method method = method(oracle, rate -> new Sgd(Schedule.constant(rate)));
    try (IndependentTrials trials = independent(cells)) {
      List<Trial> found =
          trials.of(method, documents(), new double[] {RATE}, Depth.ANSWERS, this::heard);
      assertThat(found).hasSize(5);
      assertThat(found.get(0).gain()).isNotZero();
      assertThat(found.get(1).gain()).isZero();
      assertThat(found.get(1).kl()).isCloseTo(0, within(1e-7));
      assertThat(found.get(1).refused()).isOne();
    }
  }

  @Test
  void aSequenceCarriesTheWeightsOnAndAsksAtTheEnd() {
    List<EvaluationDocument> documents = documents();
    try (SequenceTrials trials = new SequenceTrials(base, reference, 2, 4, cells);
        Scope scope = Scope.on(base.device())) {
      List<Trial> passes =
          trials.of(uniform(), documents, new double[] {RATE}, Depth.ANSWERS, this::heard);
      assertThat(passes).extracting(Trial::unit).containsExactly("order 1", "order 2");
      assertThat(made).isEqualTo(10);
      for (Trial pass : passes) {
        assertThat(pass.questions()).isEqualTo(10);
        assertThat(pass.nllRightAfter()).hasSize(10).isNotEqualTo(pass.now().nll());
      }
      Trial one = passes.get(0);
      assertThat(one.now().nll()).isNotEqualTo(passes.get(1).now().nll());
      // The last document's questions are asked twice of the same weights.
      boolean lastIsTheSame = false;
      for (int i = 0; i < 10; i += 2) {
        lastIsTheSame |= Math.abs(one.nllRightAfter()[i] - one.now().nll()[i]) < 2e-5;
      }
      assertThat(lastIsTheSame).isTrue();
    }
  }

  /** A stream of one document in sequence is that document by itself. */
  @Test
  void aSequenceOfOneIsTheDocumentByItself() {
    List<EvaluationDocument> one = documents().subList(0, 1);
    double[] rates = {RATE};
    try (SequenceTrials sequence = new SequenceTrials(base, reference, 1, 4, cells);
        IndependentTrials alone = independent(cells)) {
      Trial first = sequence.of(uniform(), one, rates, Depth.ANSWERS, this::heard).get(0);
      Trial second = alone.of(uniform(), one, rates, Depth.ANSWERS, this::heard).get(0);
      assertThat(first.now().nll()).containsExactly(second.now().nll(), within(2e-5));
      assertThat(first.base().f1()).isEqualTo(second.base().f1());
    }
  }

  @Test
  void aRuleThatCountsWordsMeetsADocumentWithCountsOfOthers() {
    TokenWeighting tfidf = TokenWeightings.open("tfidf", base).weighting();
    FirstLook look = FirstLook.at(documents(), tfidf, base);
    assertThat(look.digest())
        .isNotEqualTo(FirstLook.at(documents().subList(0, 2), tfidf, base).digest());
    assertThat(look.meanWeight()).isBetween(0.01, 0.9);
    Method cold = method(tfidf, rate -> new Sgd(Schedule.constant(rate)));
    Method warm = new Method("m", "warm", tfidf, look.state(), cold.chain(), 1, Retention.NONE);
    try (IndependentTrials trials = independent(cells)) {
      double[] rates = {RATE};
      Trial before = trials.of(cold, documents(), rates, Depth.LIKELIHOOD, this::heard).get(0);
      Trial after = trials.of(warm, documents(), rates, Depth.LIKELIHOOD, this::heard).get(0);
      assertThat(after.meanWeight()).isNotEqualTo(before.meanWeight());
    }
  }
}
