package dev.freshet.learner.redteam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.CpuScope;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.NoveltyGate;
import dev.freshet.learner.gate.Reading;
import dev.freshet.learner.gate.Readings;
import dev.freshet.learner.gradient.Adam;
import dev.freshet.learner.step.Guards;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeighedDocument;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsWriter.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(CpuScope.class)
class AttackTest {
  private static final String TEXT = String.join(" ", TinyModel.SENTENCES.subList(0, 3));

  /** Passes over the sentences, after which the model predicts them. */
  private static final int PASSES = 60;

  @TempDir static Path folder;
  private static LanguageModel model;
  private static Victim victim;

  static List<Attack> all() {
    return Attacks.all();
  }

  @BeforeAll
  static void learnTheSentences() {
    Torch.start(0);
    try (LanguageModel fresh = TinyModel.read(folder.resolve("fresh"));
        Scope scope = Scope.on(TinyModel.device())) {
      WeightedStep step = new WeightedStep(fresh.decoder(), Adam.of(3e-3), Guards.FINITE);
      Learned learned = step.initial(fresh.parameters());
      for (int i = 0; i < PASSES * TinyModel.SENTENCES.size(); i++) {
        String sentence = TinyModel.SENTENCES.get(i % TinyModel.SENTENCES.size());
        EncodedText text = fresh.tokenizer().encode(sentence);
        float[] weights = new float[text.length() - 1];
        Arrays.fill(weights, 1);
        StepOutcome outcome = step.take(learned, List.of(new WeighedDocument(text, weights)));
        learned = ((StepOutcome.Taken) outcome).learned();
      }
      fresh.export(folder.resolve("learned"), learned.parameters(), Precision.F32);
    }
    model = LanguageModel.read(folder.resolve("learned"), TinyModel.device());
    NoveltyGate gate = new NoveltyGate(SettingsLoader.defaults().gate(), model.config().width());
    try (Scope scope = Scope.on(TinyModel.device())) {
      GateState known = GateState.INITIAL;
      for (int i = 0; i < 15; i++) {
        String sentence = TinyModel.SENTENCES.get(i % TinyModel.SENTENCES.size());
        Candidate candidate =
            new Candidate(sentence, model.tokenizer().encode(sentence), "topic", false);
        Reading reading = Readings.of(model.decoder(), model.parameters(), candidate.text());
        known = gate.judge(candidate, reading, known).state();
      }
      victim = new Victim(model, gate, known);
    }
  }

  @AfterAll
  static void close() {
    victim.close();
    model.close();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSameDrawMakesTheSameHostileTextAndNeverTheOldOne(Attack attack) {
    String made = attack.of(TEXT, victim, new CounterRandom(1, 0));

    assertThat(made).isNotBlank().isNotEqualTo(TEXT);
    assertThat(attack.of(TEXT, victim, new CounterRandom(1, 0))).isEqualTo(made);
    assertThat(attack.of("a", victim, new CounterRandom(1, 0))).isNotNull();
  }

  /** Along the gradient a loss rises by the gradient's length, as its central difference says. */
  @Test
  void theGradientByTheEmbeddingsIsThatOfTheLoss() {
    int[] ids = model.tokenizer().encode(TEXT).ids();
    ids = Arrays.copyOf(ids, 20);
    int[] read = ids;
    Tensor rows = victim.rows(ids);
    Tensor gradient = victim.gradient(rows, hidden -> GradientSign.loss(victim, hidden, read));
    double length = Math.sqrt(gradient.squared().sum().item());
    double step = 0.01;
    Tensor ahead = gradient.scaled(step / length);

    double rise = (loss(rows.plus(ahead), ids) - loss(rows.minus(ahead), ids)) / (2 * step);
    assertThat(rise).isCloseTo(length, within(0.02 * length));
    assertThat(loss(rows, ids))
        .isCloseTo(
            TokenLoss.of(model.decoder(), model.parameters(), Tensor.of(ids, 1, ids.length))
                .mean()
                .item(),
            within(1e-5));
  }

  @Test
  void rowsThatMovedALittleAreStillNearestToTheirTokensAndFarOnesToTheClosestOfAll() {
    int[] ids = IntStream.range(40, 60).toArray();
    Tensor rows = victim.rows(ids);
    float[] table = model.parameters().get(Decoder.EMBEDDING).toFloats();
    double[] noise = new double[(int) rows.count()];
    CounterRandom random = new CounterRandom(2, 0);
    Arrays.setAll(noise, i -> random.nextGaussian());
    Tensor direction = Tensor.of(noise, rows.dtype(), rows.shape());

    assertThat(victim.nearest(rows.plus(direction.scaled(1e-3)), ids)).isEqualTo(ids);
    Tensor far = rows.plus(direction);
    int[] found = victim.nearest(far, ids);
    float[] moved = far.toFloats();
    int width = (int) rows.size(2);
    for (int t = 0; t < ids.length; t++) {
      double bar = squared(moved, t, table, found[t], width);
      assertThat(model.tokenizer().decode(new int[] {found[t]})).doesNotContain("\uFFFD");
      for (int id = 0; id < table.length / width; id++) {
        String text = model.tokenizer().decode(new int[] {id});
        if (!text.isEmpty() && !text.contains("\uFFFD")) {
          assertThat(squared(moved, t, table, id, width)).isGreaterThanOrEqualTo(bar - 1e-3);
        }
      }
    }
  }

  @Test
  void aStepUpTheLossAndALeastChangeBothMakeTheTextHarderToPredict() {
    double before = 0;
    double fast = 0;
    double least = 0;
    for (String text : TinyModel.SENTENCES) {
      before += loss(text);
      fast += loss(new GradientSign().of(text, victim, new CounterRandom(3, 0)));
      least += loss(new CarliniWagner().of(text, victim, new CounterRandom(3, 0)));
    }

    assertThat(fast).isGreaterThan(before * 1.5);
    assertThat(least).isGreaterThan(before * 1.5);
  }

  /** f_t = max(z_y - max of the others, -5), from the logits themselves. */
  @Test
  void theMarginIsThatOfTheLogits() {
    int[] ids = Arrays.copyOf(model.tokenizer().encode(TEXT).ids(), 12);
    Tensor hidden = model.decoder().hidden(model.parameters(), Tensor.of(ids, 1, ids.length));
    float[] logits = model.decoder().project(model.parameters(), hidden).toFloats();
    int vocabulary = model.config().vocabulary();
    double sum = 0;
    for (int t = 0; t + 1 < ids.length; t++) {
      double others = Double.NEGATIVE_INFINITY;
      for (int id = 0; id < vocabulary; id++) {
        others = id == ids[t + 1] ? others : Math.max(others, logits[t * vocabulary + id]);
      }
      sum += Math.max(-5, logits[t * vocabulary + ids[t + 1]] - others);
    }

    assertThat(CarliniWagner.margin(victim, hidden, ids).item())
        .isCloseTo(sum / (ids.length - 1), within(1e-4));
  }

  @Test
  void saladHasTheSameCharactersAndHomoglyphsTheSameLength() {
    String salad = new TokenSalad().of(TEXT, victim, new CounterRandom(4, 0));
    assertThat(salad.strip().chars().filter(c -> c != ' ').sorted().toArray())
        .isEqualTo(TEXT.chars().filter(c -> c != ' ').sorted().toArray());

    String twins = new Homoglyphs().of(TEXT, victim, new CounterRandom(4, 0));
    assertThat(twins).hasSameSizeAs(TEXT);
    long exchanged = twins.chars().filter(c -> c >= 0x400 && c < 0x500).count();
    long possible = TEXT.chars().filter(c -> "aceopxyiABCEHKMOPTX".indexOf(c) >= 0).count();
    assertThat((double) exchanged / possible).isBetween(0.15, 0.45);
  }

  @Test
  void spamPlantsWhatItsQuestionsAskFor() {
    Attack spam = new TemplatedSpam();
    String made = spam.of(TEXT, victim, new CounterRandom(5, 0));

    assertThat(spam.planted()).hasSize(2);
    spam.planted().forEach(question -> assertThat(made).contains(question.answers().get(0)));
  }

  @Test
  void whatIsCamouflagedPlantsTheSameAndIsTheLeastNovelOfItsVariants() {
    Attack attack = new Camouflage();
    String made = attack.of(TEXT, victim, new CounterRandom(6, 0));
    CounterRandom random = new CounterRandom(6, 0);
    double[] novelties =
        IntStream.range(0, 16)
            .mapToDouble(i -> victim.novelty(Camouflage.variant(TEXT, random)))
            .toArray();

    assertThat(attack.planted()).isEqualTo(new TemplatedSpam().planted());
    attack.planted().forEach(question -> assertThat(made).contains(question.answers().get(0)));
    for (String sentence : TEXT.split("(?<=[.!?]) ")) {
      assertThat(made).contains(sentence);
    }
    assertThat(victim.novelty(made)).isEqualTo(Arrays.stream(novelties).min().orElseThrow());
    assertThat(Arrays.stream(novelties).distinct().count())
        .as("there is a choice")
        .isGreaterThan(4);
  }

  /** The mean of the gradient over tokens, along a direction: all rows moved alike. */
  @Test
  void thePerturbationScoreIsTheGradientOfTheLogDensity() {
    String text = TinyModel.SENTENCES.get(0).substring(0, 37);
    int[] ids = model.tokenizer().encode(text).ids();
    double[] score = PerturbationScore.of(text, victim, new double[] {0});
    Tensor rows = victim.rows(ids);
    double norm = Math.sqrt(Arrays.stream(score).map(x -> x * x).sum());
    double step = 0.005;
    double[] ahead = new double[(int) rows.count()];
    Arrays.setAll(ahead, i -> step * score[i % score.length] / norm);
    Tensor moved = Tensor.of(ahead, rows.dtype(), rows.shape());

    double rise = (loss(rows.minus(moved), ids) - loss(rows.plus(moved), ids)) / (2 * step);
    assertThat(rise).isCloseTo(norm, within(0.03 * norm));
  }

  @Test
  void aScoreFarFromTheUsualOnesIsStranger() {
    PerturbationDetector detector =
        new PerturbationDetector(List.of(new double[] {0, 0}, new double[] {0, 2}));

    // Two points 2 apart; of one of them, k = 1 and exp(-4 / 2 (2^k 2)^2), k = -2 to 2.
    double between = 0;
    for (double width : new double[] {0.5, 1, 2, 4, 8}) {
      between += Math.exp(-4 / (2 * width * width)) / 5;
    }
    assertThat(detector.of(new double[] {0, 0})).isCloseTo(1 - between, within(1e-12));
    assertThat(detector.of(new double[] {9, 9})).isGreaterThan(detector.of(new double[] {0, 1}));
  }

  private double loss(String text) {
    int[] ids = model.tokenizer().encode(text).ids();
    try (Scope scope = Scope.nested()) {
      int[] read = Arrays.copyOf(ids, Math.min(ids.length, model.config().context()));
      return loss(victim.rows(read), read);
    }
  }

  private double loss(Tensor rows, int[] ids) {
    Tensor hidden = model.decoder().contextualise(model.parameters(), rows, Attention.CAUSAL);
    return GradientSign.loss(victim, hidden, ids).item();
  }

  private static double squared(float[] rows, int row, float[] table, int id, int width) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += Math.pow(rows[row * width + i] - table[id * width + i], 2);
    }
    return sum;
  }
}
