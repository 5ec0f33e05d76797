package dev.freshet.evaluator;

import static dev.freshet.evaluator.EvaluatorDriver.TIME;
import static dev.freshet.evaluator.EvaluatorDriver.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Alert;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeRow.Before;
import dev.freshet.ingest.records.UptakeRow.Course;
import dev.freshet.ingest.records.UptakeRow.Superseded;
import dev.freshet.ingest.records.UptakeSummary;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured besides uptake, on a real model whose weights after step N are known. */
class MeasuresOverLagsTest {
  private static final Probe WHERE = probe("where", "elbe", "Where does the Elbe rise?", "stone");

  @TempDir static Path directory;
  private static LanguageModel model;

  @BeforeAll
  static void load() {
    model = TinyModel.read(directory);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aProbeIsScoredAgainAtEachLagOfTheSchedule() {
    try (EvaluatorDriver driver = driver(Map.of("evaluator.lags", "0,2,4"))) {
      driver.ask("main", WHERE);
      trainUpTo(driver, 1, 8);
      List<UptakeRow> rows = driver.rows();
      assertThat(rows).extracting(UptakeRow::lagAsked).containsExactly(0L, 2L, 4L);
      assertThat(rows).extracting(UptakeRow::lag).containsExactly(0L, 2L, 4L);
      assertThat(rows).extracting(UptakeRow::stepAsked).containsExactly(1L, 3L, 5L);
      assertThat(rows).extracting(UptakeRow::stepScored).containsExactly(1L, 3L, 5L);
      assertThat(rows).allSatisfy(row -> assertThat(row.documentStep()).isOne());
      for (UptakeRow row : rows) {
        assertThat(row.nllNow()).isCloseTo(nll(row.stepScored(), "stone"), within(1e-5));
      }
      assertThat(driver.held(Evaluate.RETESTS_STORE)).isZero();
    }
  }

  @Test
  void forgettingIsCountedFromTheBestLagSoFar() {
    try (EvaluatorDriver driver = driver(Map.of("evaluator.lags", "0,1,2,3"))) {
      driver.ask("main", WHERE);
      trainUpTo(driver, 1, 4);
      List<UptakeRow> rows = driver.rows();
      assertThat(rows.get(0).course()).isNull();
      double best = Double.POSITIVE_INFINITY;
      for (UptakeRow row : rows) {
        if (row.lagAsked() > 0) {
          Course course = Objects.requireNonNull(row.course());
          assertThat(course.nllFirst()).isEqualTo(rows.get(0).nllNow());
          assertThat(course.nllBest()).isEqualTo(best);
          assertThat(row.forgetting()).isEqualTo(row.nllNow() - best);
          assertThat(row.backward()).isEqualTo(rows.get(0).nllNow() - row.nllNow());
        }
        best = Math.min(best, row.nllNow());
      }
      assertThat(rows).hasSize(4);
    }
  }

  @Test
  void aStepScoresNoMoreThanItsBudgetAndLateRowsSayHowLate() {
    Map<String, String> two = Map.of("evaluator.lags", "0,2,50", "evaluator.probes-per-step", "2");
    try (EvaluatorDriver driver = driver(two)) {
      for (int i = 0; i < 5; i++) {
        driver.ask("main", probe("p" + i, "elbe", "Question " + i + "?", "stone"));
      }
      driver.train("main", "elbe", 1);
      assertThat(driver.rows()).hasSize(5);
      driver.train("main", "other 2", 2);
      assertThat(driver.rows()).isEmpty();
      List<Long> lags = new ArrayList<>();
      for (int step = 3; step <= 6; step++) {
        driver.train("main", "other " + step, step);
        List<UptakeRow> rows = driver.rows();
        assertThat(rows.size()).isLessThanOrEqualTo(2);
        rows.forEach(row -> lags.add(row.lag()));
      }
      assertThat(lags).containsExactly(2L, 2L, 3L, 3L, 4L);
    }
  }

  @Test
  void anAlarmedStepScoresMoreButNoMoreThanItsOwnBudget() {
    Map<String, String> budgets =
        Map.of(
            "evaluator.lags",
            "0,2,50",
            "evaluator.probes-per-step",
            "2",
            "evaluator.alarmed-probes-per-step",
            "3");
    try (EvaluatorDriver driver = driver(budgets)) {
      for (int i = 0; i < 9; i++) {
        driver.ask("main", probe("p" + i, "elbe", "Question " + i + "?", "stone"));
      }
      driver.train("main", "elbe", 1);
      driver.train("main", "other", 2);
      assertThat(driver.rows()).hasSize(9);
      driver.trainAlarmed("main", "alarmed", 3);
      assertThat(driver.rows()).hasSize(3);
      driver.train("main", "calm", 4);
      assertThat(driver.rows()).hasSize(2);
      driver.trainAlarmed("main", "alarmed again", 5);
      assertThat(driver.rows()).hasSize(3);
      driver.trainAlarmed("main", "and again", 6);
      assertThat(driver.rows()).hasSize(1);
    }
  }

  @Test
  void aLagWhoseSuccessorHasComeAsWellIsPassedOverAndCounted() {
    try (EvaluatorDriver driver = driver(Map.of("evaluator.lags", "0,2,4"))) {
      driver.ask("main", WHERE);
      driver.train("main", "elbe", 1);
      // No snapshot of steps 2 to 5: the evaluator was away.
      driver.train("main", "other", 6);
      List<UptakeRow> rows = driver.rows();
      assertThat(rows).extracting(UptakeRow::lagAsked).containsExactly(0L, 4L);
      assertThat(rows).extracting(UptakeRow::lag).containsExactly(0L, 5L);
      assertThat(driver.total(EvaluatorMetrics.MISSED)).isOne();
    }
  }

  @Test
  void thoseThatWaitAreBoundedTheOldestOutFirst() {
    Map<String, String> two = Map.of("evaluator.lags", "0,3", "evaluator.pending-probes", "2");
    try (EvaluatorDriver driver = driver(two)) {
      for (int i = 0; i < 4; i++) {
        driver.ask("main", probe("p" + i, "elbe", "Question " + i + "?", "stone"));
      }
      trainUpTo(driver, 1, 4);
      assertThat(driver.rows().stream().filter(row -> row.lagAsked() == 3))
          .extracting(UptakeRow::probeId)
          .containsExactly("p2", "p3");
      assertThat(driver.total(EvaluatorMetrics.DROPPED)).isEqualTo(2);
    }
  }

  @Test
  void aDocumentThatWasRolledBackOrAProbeThatWasWithdrawnWaitsForNothing() {
    try (EvaluatorDriver driver = driver(Map.of("evaluator.lags", "0,2"))) {
      driver.ask("main", WHERE);
      driver.ask("main", probe("gone", "port", "Who built it?", "sea"));
      driver.train("main", "elbe", 1);
      driver.train("main", "port", 2);
      driver.decide("main", "elbe", 2, true, Decision.ROLLED_BACK, TIME);
      driver.rawProbe("main/gone", null);
      assertThat(driver.held(Evaluate.RETESTS_STORE)).isZero();
    }
  }

  @Test
  void aRowSaysWhetherItsTopicWasTouchedSince() {
    for (String topic : List.of("rivers", "bridges")) {
      try (EvaluatorDriver driver = driver(Map.of("evaluator.lags", "0,2"))) {
        driver.ask("main", WHERE);
        driver.train("main", "elbe", 1);
        driver.train("main", "other", topic, 2);
        driver.train("main", "another", "bridges", 3);
        UptakeRow row = driver.rows().get(1);
        boolean untouched = topic.equals("bridges");
        assertThat(Objects.requireNonNull(row.course()).untouched()).isEqualTo(untouched);
        assertThat(row.damage() != null).isEqualTo(untouched);
      }
    }
  }

  @Test
  void aProbeIsScoredUnderTheWeightsRightBeforeItsDocumentsStep() {
    try (EvaluatorDriver driver = driver(Map.of("evaluator.transfer", "true"))) {
      driver.ask("main", probe("first", "one", "Who founded the port?", "sea"));
      driver.ask("main", WHERE);
      driver.train("main", "one", 1);
      driver.train("main", "unasked", 2);
      driver.train("main", "elbe", 3);
      List<UptakeRow> rows = driver.rows();
      assertThat(rows.get(0).before()).isNull();
      Before before = Objects.requireNonNull(rows.get(1).before());
      assertThat(before.step()).isEqualTo(2);
      assertThat(before.nll()).isCloseTo(nll(2, "stone"), within(1e-5));
      assertThat(rows.get(1).transfer()).isEqualTo(rows.get(1).nllBase() - before.nll());
    }
  }

  @Test
  void theAnswerIsRankedAmongThoseOfOtherProbesOfItsTopic() {
    try (EvaluatorDriver driver = driver(Map.of("evaluator.distractors", "2"))) {
      driver.ask("main", probe("a", "a", "Who?", "sea"));
      driver.ask("main", probe("b", "b", "Why?", "stone")); // accepted: no distractor
      driver.ask("main", probe("c", "c", "When?", "merchants"));
      driver.ask("main", probe("d", "d", "How?", "river"));
      driver.ask("main", WHERE);
      driver.train("main", "elbe", 4);
      UptakeRow.Rank rank = Objects.requireNonNull(driver.rows().get(0).rank());
      double right = nll(4, "stone");
      int likelier = nll(4, "sea") < right ? 1 : 0;
      likelier += nll(4, "merchants") < right ? 1 : 0;
      assertThat(rank).isEqualTo(new UptakeRow.Rank(1 + likelier, 3));
    }
  }

  @Test
  void anAnswerThatGivesWayIsScoredBesideTheNewOneAndItsOwnProbeWaitsNoMore() {
    try (EvaluatorDriver driver = driver(Map.of("evaluator.lags", "0,50"))) {
      driver.ask("main", WHERE);
      driver.train("main", "elbe", 1);
      assertThat(driver.held(Evaluate.RETESTS_STORE)).isOne();
      driver.ask(
          "main",
          new Probe(
              "news",
              "rivers",
              "news",
              WHERE.question(),
              List.of("mountains"),
              Probe.Form.QUESTION,
              "stone"));
      driver.train("main", "news", 2);
      UptakeRow row = driver.rows().get(1);
      Superseded old = Objects.requireNonNull(row.superseded());
      assertThat(old.answer()).isEqualTo("stone");
      assertThat(old.nllBase()).isCloseTo(nll(0, "stone"), within(1e-5));
      assertThat(old.nllNow()).isCloseTo(nll(2, "stone"), within(1e-5));
      assertThat(row.overrides()).isEqualTo(row.nllNow() < old.nllNow() ? 1.0 : 0.0);
      assertThat(driver.held(Evaluate.RETESTS_STORE)).isOne(); // that of the new answer
    }
  }

  @Test
  void theReferenceTextIsReadOnItsScheduleAndTheSummariesCarryTheNewest() throws IOException {
    Path file =
        Files.writeString(directory.resolve("reference.txt"), "The river Elbe rises. ".repeat(60));
    ReferenceText text = ReferenceText.read(file, model);
    Map<String, String> own =
        Map.of("evaluator.locality-every", "2", "evaluator.locality-windows", "1000");
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4, own, text);
        Scope scope = Scope.on(model.device())) {
      driver.ask("main", WHERE);
      driver.train("main", "elbe", 1);
      assertThat(driver.summaries().get(0).reference()).isNull();
      driver.train("main", "elbe", 2);
      driver.train("main", "elbe", 3);
      ReferenceText.Comparison truth = text.compare(TinyModel.stepped(model.parameters(), 2));
      for (UptakeSummary summary : driver.summaries()) {
        ReferenceDamage damage = Objects.requireNonNull(summary.reference());
        assertThat(damage.step()).isEqualTo(2);
        assertThat(damage.tokens()).isEqualTo(truth.tokens());
        assertThat(damage.nllBase()).isCloseTo(truth.nllBase(), within(1e-6));
        assertThat(damage.nllNow()).isCloseTo(truth.nllNow(), within(1e-6));
        assertThat(damage.kl()).isCloseTo(truth.kl(), within(1e-6)).isPositive();
      }
    }
  }

  @Test
  void summariesAreByLag() {
    try (EvaluatorDriver driver = driver(Map.of("evaluator.lags", "0,2"))) {
      driver.ask("main", WHERE);
      driver.ask("main", probe("who", "elbe", "Who founded the port?", "sea"));
      trainUpTo(driver, 1, 3);
      List<UptakeRow> rows = driver.rows();
      List<UptakeSummary> summaries = driver.summaries();
      assertThat(summaries).extracting(UptakeSummary::lag).containsExactly(0L, 2L);
      assertThat(summaries).extracting(UptakeSummary::probes).containsExactly(2L, 2L);
      assertThat(summaries.get(0).forgetting()).isNull();
      UptakeSummary.Mean forgetting = Objects.requireNonNull(summaries.get(1).forgetting());
      double mean =
          rows.subList(2, 4).stream()
              .mapToDouble(row -> Objects.requireNonNull(row.forgetting()))
              .average()
              .orElseThrow();
      assertThat(forgetting.probes()).isEqualTo(2);
      assertThat(forgetting.mean()).isCloseTo(mean, within(1e-12));
      assertThat(forgetting.ci95()).isNotNull();
    }
  }

  @Test
  void aTopicOverItsLimitIsReportedOnceAndOnceMoreWhenItHasComeBack() {
    Map<String, String> own =
        Map.of(
            "evaluator.lags", "0,1",
            "evaluator.alerts.retention", "-0.0000001",
            "evaluator.alerts.probes", "1",
            "evaluator.alerts.least-probes", "1");
    try (EvaluatorDriver driver = driver(own)) {
      driver.ask("main", WHERE);
      List<Double> gains = new ArrayList<>();
      for (int step = 1; step <= 24; step += 2) {
        driver.train("main", "elbe", step);
        driver.train("main", "other", step + 1);
        driver.rows().stream()
            .filter(row -> row.lagAsked() == 1)
            .forEach(row -> gains.add(row.nllGain()));
      }
      List<Boolean> expected = new ArrayList<>();
      boolean up = false;
      for (double gain : gains) {
        if (gain < -1e-7 != up) {
          up = !up;
          expected.add(up);
        }
      }
      assertThat(expected).as("the weights go to and fro").isNotEmpty();
      List<Alert> alerts = driver.alerts();
      assertThat(alerts).extracting(Alert::raised).isEqualTo(expected);
      assertThat(alerts)
          .allSatisfy(
              alert -> {
                assertThat(alert.measure()).isEqualTo(Alert.Measure.RETENTION);
                assertThat(alert.value() < alert.limit()).isEqualTo(alert.raised());
              });
      long raised = expected.stream().filter(Boolean::booleanValue).count();
      assertThat(driver.total(EvaluatorMetrics.ALERTED)).isEqualTo(raised);
    }
  }

  @Test
  void damageToAnUntouchedTopicIsReported() {
    Map<String, String> own =
        Map.of(
            "evaluator.lags", "0,1",
            "evaluator.alerts.locality", "-1000",
            "evaluator.alerts.probes", "2",
            "evaluator.alerts.least-probes", "2");
    try (EvaluatorDriver driver = driver(own)) {
      driver.ask("main", WHERE);
      driver.ask("main", probe("who", "elbe", "Who founded the port?", "sea"));
      driver.train("main", "elbe", 1);
      driver.train("main", "other", "bridges", 2);
      List<Alert> alerts = driver.alerts();
      assertThat(alerts).extracting(Alert::measure).contains(Alert.Measure.LOCALITY);
      assertThat(alerts).extracting(Alert::topic).containsOnly("rivers");
    }
  }

  private static EvaluatorDriver driver(Map<String, String> own) {
    return new EvaluatorDriver(model, 4, own);
  }

  /** The document of the probes first, then others. */
  private static void trainUpTo(EvaluatorDriver driver, long from, long to) {
    driver.train("main", "elbe", from);
    for (long step = from + 1; step <= to; step++) {
      driver.train("main", "other " + step, step);
    }
  }

  /** The NLL of an answer to {@link #WHERE} after so many steps. */
  private static double nll(long step, String answer) {
    try (Scope scope = Scope.on(model.device())) {
      return new AnswerScorer(model, 4, 8)
          .nll(
              step == 0 ? model.parameters() : TinyModel.stepped(model.parameters(), step),
              List.of(new Question(WHERE.question(), List.of(answer))))[0];
    }
  }
}
