package dev.freshet.evaluator;

import static dev.freshet.evaluator.EvaluatorDriver.TIME;
import static dev.freshet.evaluator.EvaluatorDriver.probe;
import static dev.freshet.evaluator.MirroredLane.LANE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.ingest.records.UptakeRow;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An evaluator that finds the weights of its learner in a mirror, later than the learner's word.
 */
class MirroredEvaluationTest {
  private static final Probe WHERE = probe("where", "elbe", "Where does the Elbe rise?", "stone");
  private static final Duration TICK = Duration.ofSeconds(1);

  @TempDir static Path directory;
  private static LanguageModel model;

  @TempDir Path folder;
  private MirroredLane lane;
  private MirroredSnapshots snapshots;

  @BeforeAll
  static void load() {
    model = TinyModel.read(directory);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @BeforeEach
  void open() {
    lane = new MirroredLane(folder, model);
    snapshots = new MirroredSnapshots(lane.mirror, model, 1, Duration.ZERO);
  }

  @AfterEach
  void letGo() {
    snapshots.close();
    lane.close();
  }

  private EvaluatorDriver driver(Map<String, String> overrides) {
    return new EvaluatorDriver(model, snapshots, overrides, null);
  }

  private static void learned(EvaluatorDriver driver, String document, long step) {
    driver.decide(LANE, document, step, true, Decision.TRAINED, TIME);
  }

  private static double nll(long step) {
    try (Scope scope = Scope.on(model.device())) {
      return new AnswerScorer(model, 4, 8)
          .nll(
              TinyModel.stepped(model.parameters(), step),
              List.of(new Question(WHERE.question(), WHERE.answers(), Question.Form.QUESTION)))[0];
    }
  }

  @Test
  void aProbeWaitsForTheFirstCheckpointThatHasItsDocumentAndItsRowSaysWhich() {
    try (EvaluatorDriver driver = driver(Map.of())) {
      lane.checkpoint(2);
      driver.ask(LANE, WHERE);
      learned(driver, "elbe", 3);
      driver.pass(TICK);
      assertThat(driver.rows()).as("step 2 has not read it").isEmpty();
      lane.checkpoint(5);
      driver.pass(TICK);
      UptakeRow row = driver.rows().get(0);
      assertThat(List.of(row.stepAsked(), row.stepScored(), row.lag())).containsExactly(3L, 5L, 2L);
      assertThat(row.nllNow()).isCloseTo(nll(5), within(1e-5));
      driver.pass(TICK);
      assertThat(driver.rows()).as("asked once").isEmpty();
      assertThat(driver.total(EvaluatorMetrics.DEFERRED)).isOne();
    }
  }

  @Test
  void probesOfManyStepsAreScoredEachOnItsOwnCheckpointThoughOneIsLoadedAtATime() {
    try (EvaluatorDriver driver = driver(Map.of())) {
      for (int step = 1; step <= 6; step++) {
        driver.ask(LANE, probe("p" + step, "d" + step, WHERE.question(), "stone"));
        learned(driver, "d" + step, step);
      }
      assertThat(driver.rows()).isEmpty();
      lane.checkpoint(2);
      lane.checkpoint(4);
      lane.checkpoint(6);
      driver.pass(TICK);
      List<UptakeRow> rows = driver.rows();
      assertThat(rows).extracting(UptakeRow::stepAsked).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      assertThat(rows).extracting(UptakeRow::stepScored).containsExactly(2L, 2L, 4L, 4L, 6L, 6L);
      assertThat(rows)
          .allSatisfy(
              row -> assertThat(row.nllNow()).isCloseTo(nll(row.stepScored()), within(1e-5)));
      assertThat(snapshots.size()).isOne();
    }
  }

  @Test
  void laterLagsAreMeasuredOnTheCheckpointsThatReachThem() {
    try (EvaluatorDriver driver = driver(Map.of("evaluator.lags", "0,4"))) {
      driver.ask(LANE, WHERE);
      for (int step = 1; step <= 9; step++) {
        learned(driver, step == 1 ? "elbe" : "other " + step, step);
        if (step % 3 == 0) {
          lane.checkpoint(step);
        }
        driver.pass(TICK);
      }
      List<UptakeRow> rows = driver.rows();
      assertThat(rows).extracting(UptakeRow::lagAsked).containsExactly(0L, 4L);
      assertThat(rows).extracting(UptakeRow::stepScored).containsExactly(3L, 6L);
    }
  }

  @Test
  void aCheckpointAheadOfTheLearnersWordMeasuresNothingButWhatIsAsked() {
    Map<String, String> lags = Map.of("evaluator.lags", "0,4", "evaluator.transfer", "true");
    try (EvaluatorDriver driver = driver(lags)) {
      driver.ask(LANE, WHERE);
      driver.ask(LANE, probe("who", "rhine", "Who founded the port?", "river"));
      lane.checkpoint(6);
      learned(driver, "elbe", 1);
      assertThat(driver.rows()).extracting(UptakeRow::stepScored).containsExactly(6L);
      for (int step = 2; step <= 5; step++) {
        learned(driver, step == 5 ? "rhine" : "other " + step, step);
        driver.pass(TICK);
      }
      UptakeRow rhine = driver.rows().get(0);
      assertThat(rhine.before()).as("step 6 is not before its document").isNull();
    }
  }

  @Test
  void damageElsewhereIsMeasuredAtTheFirstCheckpointOfEachStretch() throws IOException {
    Path text =
        Files.writeString(folder.resolve("text"), "The river rises in the hills. ".repeat(40));
    Map<String, String> every = Map.of("evaluator.locality-every", "4");
    try (EvaluatorDriver driver =
        new EvaluatorDriver(model, snapshots, every, ReferenceText.read(text, model))) {
      for (int step = 1; step <= 9; step++) {
        driver.ask(LANE, probe("p" + step, "d" + step, WHERE.question(), "stone"));
        learned(driver, "d" + step, step);
        if (step % 3 == 0) {
          lane.checkpoint(step);
        }
        driver.pass(TICK);
      }
      List<Long> measured =
          driver.summaries().stream()
              .map(UptakeSummary::reference)
              .filter(Objects::nonNull)
              .map(ReferenceDamage::step)
              .distinct()
              .toList();
      assertThat(measured).as("past 4, past 8").containsExactly(6L, 9L);
    }
  }
}
