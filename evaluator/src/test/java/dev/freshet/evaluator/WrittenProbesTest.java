package dev.freshet.evaluator;

import static dev.freshet.evaluator.EvaluatorDriver.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluator.probes: auto}: documents without probes of their own. */
class WrittenProbesTest {
  private static final Map<String, String> AUTO =
      Map.of("evaluator.probes", "auto", "evaluator.written-probes", "2");
  private static final String MILL =
      "The Old Mill is a historic mill in Tudela, Spain. It was built in 1891 by Rui Costa.";
  private static final Probe OWN =
      new Probe("own", "mills", "mill", "Who built the Old Mill?", List.of("Rui Costa"));

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
  void aDocumentWithoutProbesGetsSomeAndTheyAreScoredInTheirForms() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4, AUTO)) {
      driver.log("main", document(MILL));
      driver.train("main", "mill", 1);

      List<UptakeRow> rows = driver.rows();
      List<Probe> written = new WrittenProbes(2).of(document(MILL));
      assertThat(written)
          .extracting(Probe::form)
          .containsExactlyInAnyOrder(Probe.Form.QUESTION, Probe.Form.CLOZE);
      assertThat(rows)
          .extracting(UptakeRow::probeId)
          .containsExactlyElementsOf(written.stream().map(Probe::id).toList());
      for (int i = 0; i < rows.size(); i++) {
        Question asked = Questions.of(written.get(i));
        AnswerScore base =
            new AnswerScorer(model, 4, 1).score(model.parameters(), List.of(asked)).get(0);
        assertThat(rows.get(i).nllBase()).isCloseTo(base.nll(), within(1e-5));
        assertThat(rows.get(i).tokens()).isEqualTo(base.tokens());
        assertThat(rows.get(i).topic()).isEqualTo("mills");
        assertThat(rows.get(i).lag()).isZero();
      }
    }
  }

  @Test
  void aSealedDocumentGetsThemWhileItsKeyIsThereAndNoneAfterwards() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4, AUTO)) {
      driver.sealed("main", document(MILL), true);
      driver.train("main", "mill", 1);
      assertThat(driver.rows()).isNotEmpty();
    }
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4, AUTO)) {
      driver.sealed("main", document(MILL), false);
      driver.train("main", "mill", 1);
      assertThat(driver.rows()).isEmpty();
    }
  }

  @Test
  void aDocumentWithProbesOfItsOwnGetsNoneWhetherTheyCameBeforeOrAfter() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4, AUTO)) {
      driver.ask("main", OWN);
      driver.log("main", document(MILL));
      driver.train("main", "mill", 1);
      assertThat(driver.rows()).extracting(UptakeRow::probeId).containsExactly("own");
    }
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4, AUTO)) {
      driver.log("main", document(MILL));
      driver.ask("main", OWN);
      driver.train("main", "mill", 1);
      assertThat(driver.rows()).extracting(UptakeRow::probeId).containsExactly("own");
    }
  }

  @Test
  void anUpdateTakesThePlaceOfWhatWasWrittenAndNothingIsWrittenTwice() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4, AUTO)) {
      driver.log("main", document(MILL));
      driver.log("main", document(MILL));
      assertThat(driver.held(Evaluate.PROBES_STORE)).isEqualTo(2);
      driver.log("main", document("No sentence"));
      assertThat(driver.held(Evaluate.PROBES_STORE)).isZero();
    }
  }

  @Test
  void forgettingADocumentTakesItsWrittenProbesAlong() {
    try (EvaluatorDriver driver = new EvaluatorDriver(model, 4, AUTO)) {
      driver.log("main", document(MILL));
      driver.log("main", new Control.Forget("forget-1", TIME, "mill"));
      assertThat(driver.held(Evaluate.PROBES_STORE)).isZero();
    }
  }

  /** A static member keeps its assignment whatever it subscribes to. */
  @Test
  void whoReadsTheLogIsAnotherMemberOfTheGroup() {
    assertThat(member(Map.of())).isEqualTo("id");
    assertThat(member(AUTO)).isNotEqualTo("id").isEqualTo(member(AUTO));
  }

  private static @Nullable Object member(Map<String, String> overrides) {
    EvaluatorSettings settings = new SettingsLoader().override(overrides).load().evaluator();
    return EvaluatorTopology.properties(settings, "id").get("group.instance.id");
  }

  @Test
  void theSameTextGivesTheSameProbesAndNeverMoreThanAsked() {
    List<Probe> probes = new WrittenProbes(3).of(document(MILL));
    assertThat(probes).hasSize(3).isEqualTo(new WrittenProbes(3).of(document(MILL)));
    assertThat(probes).allMatch(WrittenProbes::isWritten);
    assertThat(WrittenProbes.isWritten(OWN)).isFalse();
  }

  private static Document document(String text) {
    return new Document("mill", "mills", TIME, text, null, null);
  }
}
