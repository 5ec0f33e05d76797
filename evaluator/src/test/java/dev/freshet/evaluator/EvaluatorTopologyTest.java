package dev.freshet.evaluator;

import static dev.freshet.evaluator.EvaluatorDriver.NOW;
import static dev.freshet.evaluator.EvaluatorDriver.TIME;
import static dev.freshet.evaluator.EvaluatorDriver.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import dev.freshet.ingest.records.UptakeSummary.Interval;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorTopologyTest {
  private static final Probe WHERE = probe("where", "elbe", "Where does the Elbe rise?", "stone");
  private static final Probe WHO = probe("who", "elbe", "Who founded the port?", "river", "sea");

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
  void probesAreScoredOnTheBaseModelAndOnTheWeightsRightAfterTheirDocumentsStep() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", WHERE);
      driver.ask("main", WHO);
      driver.train("main", "elbe", 7);
      List<UptakeRow> rows = driver.rows();
      assertThat(rows).extracting(UptakeRow::probeId).containsExactly("where", "who");
      assertThat(rows).allSatisfy(row -> assertThat(row.stepAsked()).isEqualTo(7));
      assertThat(rows).allSatisfy(row -> assertThat(row.stepScored()).isEqualTo(7));
      assertThat(rows).allSatisfy(row -> assertThat(row.time()).isEqualTo(TIME));
      try (Scope scope = Scope.on(model.device())) {
        TensorTree after = TinyModel.stepped(model.parameters(), 7);
        for (int i = 0; i < 2; i++) {
          Probe probe = List.of(WHERE, WHO).get(i);
          UptakeRow row = rows.get(i);
          assertThat(row.nllBase()).isCloseTo(nll(model.parameters(), probe, row), within(1e-5));
          assertThat(row.nllNow()).isCloseTo(nll(after, probe, row), within(1e-5));
          assertThat(row.nllGain()).isEqualTo(row.nllBase() - row.nllNow()).isNotZero();
          assertThat(row.answerBase()).isNotNull();
        }
      }
      assertThat(driver.total(EvaluatorMetrics.SCORED)).isEqualTo(2);
    }
  }

  @Test
  void unchangedWeightsGainNothing() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", WHERE);
      driver.publish("main", 1, model.parameters());
      driver.decide("main", "elbe", 1, true, Decision.TRAINED, TIME);
      UptakeRow row = driver.rows().get(0);
      // Base and present weights are read in passes of different shapes, which round differently.
      assertThat(row.nllGain()).isCloseTo(0, within(1e-5));
      assertThat(row.answerNow()).isEqualTo(row.answerBase());
      assertThat(row.f1Now()).isEqualTo(row.f1Base());
    }
  }

  @Test
  void recordsCarryTheLaneAsKeyAndTheTimeOfWriting() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("news", WHERE);
      driver.train("news", "elbe", 1);
      TestRecord<String, byte[]> row = driver.rowRecords().get(0);
      TestRecord<String, byte[]> summary = driver.summaryRecords().get(0);
      assertThat(row.key()).isEqualTo("news");
      assertThat(row.getRecordTime()).isEqualTo(NOW);
      assertThat(summary.key()).isEqualTo("news/rivers/0/2020-01-31T12:00:00Z");
      assertThat(summary.getRecordTime()).isEqualTo(NOW);
      assertThat(header(row, "ce_type")).isEqualTo("dev.freshet.uptake");
      assertThat(header(row, "ce_time")).isEqualTo(TIME.toString());
    }
  }

  @Test
  void everyAdaptationGivesItsSnapshotBackWhateverIsInIt() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 1)) {
      driver.ask("main", WHERE);
      driver.train("main", "elbe", 1);
      assertThat(driver.ring.isFull()).isFalse();
      driver.train("main", "a document without probes", 2);
      assertThat(driver.ring.isFull()).isFalse();
      driver.decide("main", "skipped", 2, true, Decision.SKIPPED, TIME);
      driver.publish("main", 3);
      driver.rawAdaptation("main", "{\"documentId\":");
      assertThat(driver.ring.isFull()).isFalse();
      driver.publish("main", 4);
      driver.decide("main", "elbe", 4, true, Decision.REJECTED, TIME);
      assertThat(driver.ring.isFull()).isFalse();
      assertThat(driver.rows()).hasSize(1);
      assertThat(driver.deadLetters()).hasSize(1);
    }
  }

  @Test
  void anUnreadableAdaptationGivesBackItsOwnSnapshotAndNoneOfThoseThatFollow() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", WHERE);
      driver.publish("main", 1);
      driver.publish("main", 2);
      driver.rawAdaptation("main", "not json");
      driver.decide("main", "elbe", 2, true, Decision.TRAINED, TIME);
      assertThat(driver.rows()).extracting(UptakeRow::lag).containsExactly(0L);
      assertThat(driver.total(EvaluatorMetrics.REFUSED)).isOne();
    }
  }

  @Test
  void aStepOfSeveralDocumentsKeepsItsSnapshotUntilTheLastOfThem() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 1)) {
      driver.ask("main", WHERE);
      driver.ask("main", probe("other", "port", "Who built a church?", "merchants"));
      driver.publish("main", 5);
      driver.decide("main", "elbe", 5, false, Decision.TRAINED, TIME);
      driver.decide("main", "unasked", 5, false, Decision.SKIPPED, TIME);
      assertThat(driver.ring.isFull()).isTrue();
      driver.decide("main", "port", 5, true, Decision.TRAINED, TIME);
      assertThat(driver.ring.isFull()).isFalse();
      assertThat(driver.rows()).extracting(UptakeRow::lag).containsExactly(0L, 0L);
    }
  }

  @Test
  void aProbeThatComesAfterItsDocumentIsScoredOnTheNearestSnapshotThatIsThere() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.train("main", "elbe", 3);
      driver.publish("main", 5);
      driver.ask("main", WHERE);
      UptakeRow row = driver.rows().get(0);
      assertThat(row.stepAsked()).isEqualTo(3);
      assertThat(row.stepScored()).isEqualTo(5);
      assertThat(row.lag()).isEqualTo(2);
      assertThat(row.time()).isEqualTo(TIME);
    }
  }

  @Test
  void aProbeThatFindsNoSnapshotWaitsForTheNextOfItsLane() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.train("main", "elbe", 3);
      driver.ask("main", WHERE);
      driver.decide("main", "unrelated", 3, true, Decision.SKIPPED, TIME);
      driver.train("news", "unrelated", 4);
      assertThat(driver.rows()).isEmpty();
      driver.train("main", "unrelated", 4);
      assertThat(driver.rows()).extracting(UptakeRow::lag).containsExactly(1L);
      driver.train("main", "unrelated", 5);
      assertThat(driver.rows()).isEmpty();
      assertThat(driver.total(EvaluatorMetrics.DEFERRED)).isEqualTo(1);
    }
  }

  @Test
  void afterARestartWithoutSnapshotsTheRowsFollowWithHonestSteps() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", WHERE);
      driver.decide("main", "elbe", 3, true, Decision.TRAINED, TIME);
      assertThat(driver.rows()).isEmpty();
      driver.train("main", "unrelated", 6);
      UptakeRow row = driver.rows().get(0);
      assertThat(List.of(row.stepAsked(), row.stepScored(), row.lag())).containsExactly(3L, 6L, 3L);
    }
  }

  @Test
  void lanesHaveProbesDocumentsAndSnapshotsOfTheirOwn() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("a", WHERE);
      driver.ask("b", WHERE);
      driver.publish("b", 9);
      driver.train("a", "elbe", 1);
      List<UptakeRow> first = driver.rows();
      assertThat(first).extracting(UptakeRow::lane).containsExactly("a");
      assertThat(first).extracting(UptakeRow::lag).containsExactly(0L);
      driver.decide("b", "elbe", 9, true, Decision.TRAINED, TIME);
      List<UptakeRow> second = driver.rows();
      assertThat(second).extracting(UptakeRow::lane).containsExactly("b");
      assertThat(second).extracting(UptakeRow::stepScored).containsExactly(9L);
      assertThat(second.get(0).nllBase()).isEqualTo(first.get(0).nllBase());
      assertThat(second.get(0).nllNow()).isNotEqualTo(first.get(0).nllNow());
    }
  }

  @Test
  void theBaseModelIsAskedOncePerProbe() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", WHERE);
      driver.train("main", "elbe", 1);
      assertThat(driver.meter.read().questions()).isEqualTo(2);
      driver.train("main", "elbe", 2);
      EvaluationMeter.Reading reading = driver.meter.read();
      assertThat(reading.questions()).isEqualTo(3);
      assertThat(reading.scorings()).isEqualTo(3);
      assertThat(reading.callerCpuNanos()).isPositive();
      assertThat(reading.wallNanos()).isPositive();
      assertThat(reading.cpuNanosAtMost(2)).isEqualTo(2 * reading.callerCpuNanos());
      assertThat(driver.rows()).hasSize(2);
    }
  }

  @Test
  void theBaseModelIsAskedTheQuestionsToComeInTheSamePass() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      for (int i = 1; i <= 12; i++) {
        driver.ask("main", probe("p" + i, "d" + i, "Where does river " + i + " rise?", "Bohemia"));
      }
      driver.train("main", "d1", 1);
      assertThat(driver.meter.read().questions()).isEqualTo(8 + 1); // a batch is 8
      for (int i = 2; i <= 8; i++) {
        driver.train("main", "d" + i, i);
      }
      assertThat(driver.meter.read().scorings()).isEqualTo(1 + 8);
      driver.train("main", "d9", 9);
      assertThat(driver.meter.read().scorings()).isEqualTo(2 + 9);
      assertThat(driver.meter.read().questions()).isEqualTo(12 + 9);
      assertThat(driver.rows()).hasSize(9).allSatisfy(row -> assertThat(row.lag()).isZero());
    }
  }

  @Test
  void aProbeSentAgainIsNotScoredAgainAndAChangedOneIs() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", WHERE);
      driver.train("main", "elbe", 1);
      driver.publish("main", 2);
      driver.ask("main", WHERE);
      assertThat(driver.rows()).hasSize(1);
      driver.ask("main", probe("where", "elbe", "Where does the Elbe rise?", "mountains"));
      assertThat(driver.rows()).hasSize(1);
      assertThat(driver.held(Evaluate.PROBES_STORE)).isOne();
    }
  }

  @Test
  void aWithdrawnProbeIsNotAskedAnyMore() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", WHERE);
      driver.ask("main", WHO);
      driver.rawProbe("main/where", null);
      driver.train("main", "elbe", 1);
      assertThat(driver.rows()).extracting(UptakeRow::probeId).containsExactly("who");
      assertThat(driver.deadLetters()).isEmpty();
    }
  }

  @Test
  void aDocumentThatWasRolledBackIsNotAskedFor() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", WHERE);
      driver.decide("main", "elbe", 3, true, Decision.TRAINED, TIME);
      driver.decide("main", "elbe", 2, true, Decision.ROLLED_BACK, TIME);
      driver.publish("main", 4);
      driver.ask("main", WHO);
      driver.decide("main", "unrelated", 4, true, Decision.TRAINED, TIME);
      assertThat(driver.rows()).isEmpty();
    }
  }

  @Test
  void aProbeThatNamesNoDocumentIsNotAsked() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", probe("free", null, "Where?", "here"));
      driver.train("main", "elbe", 1);
      assertThat(driver.rows()).isEmpty();
    }
  }

  @Test
  void whatIsNoProbeGoesToTheDeadLettersAndTheStreamGoesOn() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.rawProbe("main/x", "{\"id\":\"x\",\"topic\":\"t\"}");
      driver.rawProbe("main/y", "{\"id\":\"y\",\"topic\":\"t\",\"question\":\"?\",\"answers\":[]}");
      driver.rawProbe("main/z", "no json");
      driver.rawProbe("../etc/z", "{}");
      driver.rawProbe(null, null);
      driver.ask("main", WHERE);
      driver.train("main", "elbe", 1);
      List<TestRecord<String, byte[]>> letters = driver.deadLetters();
      assertThat(letters)
          .extracting(letter -> header(letter, "freshet-fault"))
          .containsExactly("INVALID", "INVALID", "NOT_JSON", "LANE", "EMPTY");
      assertThat(header(letters.get(1), "freshet-reason")).contains("`answers` is empty");
      assertThat(header(letters.get(0), "freshet-origin-topic")).isEqualTo("freshet.probes");
      assertThat(header(letters.get(0), "ce_source")).isEqualTo("/freshet/evaluator");
      assertThat(letters.get(2).value()).asString().isEqualTo("no json");
      assertThat(driver.rows()).hasSize(1);
      assertThat(driver.total(EvaluatorMetrics.REFUSED)).isEqualTo(5);
    }
  }

  @Test
  void divergedWeightsGiveNoRowAndStopNothing() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 1);
        Scope scope = Scope.on(model.device())) {
      driver.ask("main", WHERE);
      driver.publish("main", 1, model.parameters().scaled(Double.NaN));
      driver.decide("main", "elbe", 1, true, Decision.TRAINED, TIME);
      assertThat(driver.rows()).isEmpty();
      assertThat(driver.total(EvaluatorMetrics.FAILED)).isOne();
      driver.train("main", "elbe", 2);
      assertThat(driver.rows()).hasSize(1);
    }
  }

  @Test
  void theMemoryOfProbesAndDocumentsIsBoundedTheOldestOutFirst() {
    Map<String, String> three = Map.of("evaluator.remembered-probes", "3");
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4, three)) {
      for (int i = 0; i < 5; i++) {
        driver.ask("main", probe("p" + i, "elbe", "Question " + i + "?", "stone"));
        driver.train("main", "document " + i, 1 + i);
      }
      assertThat(driver.held(Evaluate.PROBES_STORE)).isEqualTo(3);
      assertThat(driver.held(Evaluate.TRAINED_STORE)).isEqualTo(3);
      assertThat(driver.total(EvaluatorMetrics.FORGOTTEN)).isEqualTo(2);
      driver.train("main", "elbe", 9);
      assertThat(driver.rows()).extracting(UptakeRow::probeId).containsExactly("p2", "p3", "p4");
    }
  }

  @Test
  void aDocumentsRowsMakeOneSummaryOfTheirTopicsWindow() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4)) {
      driver.ask("main", WHERE);
      driver.ask("main", WHO);
      driver.train("main", "elbe", 1);
      List<UptakeRow> rows = driver.rows();
      List<UptakeSummary> summaries = driver.summaries();
      assertThat(summaries).hasSize(1);
      UptakeSummary summary = summaries.get(0);
      double mean = rows.stream().mapToDouble(UptakeRow::nllGain).average().orElseThrow();
      double half = 12.706205 * Math.abs(rows.get(0).nllGain() - rows.get(1).nllGain()) / 2;
      assertThat(summary.probes()).isEqualTo(2);
      assertThat(summary.nllGain()).isCloseTo(mean, within(1e-9));
      Interval interval = Objects.requireNonNull(summary.nllGainCi95());
      assertThat(interval.low()).isCloseTo(mean - half, within(1e-5));
      assertThat(interval.high()).isCloseTo(mean + half, within(1e-5));
      assertThat(summary.emNow()).isNotNull();
    }
  }

  @Test
  void rowsThatAreLateByMoreThanTheGraceAreInNoSummary() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 1)) {
      driver.ask("main", WHERE);
      long[] minutes = {0, 39, 1, 45, 2};
      for (int i = 0; i < minutes.length; i++) {
        driver.publish("main", i + 1);
        driver.decide(
            "main",
            "elbe",
            i + 1,
            true,
            Decision.TRAINED,
            TIME.plus(Duration.ofMinutes(minutes[i])));
      }
      assertThat(driver.rows()).hasSize(5);
      assertThat(driver.summaries())
          .extracting(UptakeSummary::probes)
          .containsExactly(1L, 1L, 2L, 2L);
      assertThat(driver.total(EvaluatorMetrics.LATE)).isOne();
    }
  }

  private static String header(TestRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  /** The mean loss of the row's answer tokens in the ids that the plain template gives. */
  private static double nll(TensorTree weights, Probe probe, UptakeRow row) {
    int[] text = model.tokenizer().encode(probe.question() + " " + probe.answers().get(0)).ids();
    int[] ids = IntStream.concat(IntStream.of(text), IntStream.of(0)).toArray();
    float[] losses =
        TokenLoss.of(model.decoder(), weights, Tensor.of(ids, 1, ids.length)).toFloats();
    int from = losses.length - (int) row.tokens();
    return IntStream.range(from, losses.length).mapToDouble(i -> losses[i]).average().orElseThrow();
  }
}
